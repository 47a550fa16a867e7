import type { AgentDefinition } from "../core/agent.ts";
import type { FlightdeckError } from "../core/failure.ts";
import type { ToolWait } from "../core/foreignTools.ts";
import type { Ids, SessionId } from "../core/ids.ts";
import type {
  ForeignTool,
  ModelRef,
  RecordedLine,
  Recorder,
  SessionHeader,
  TurnWorld,
} from "../core/lines.ts";
import type { MissingServer } from "../core/mcp.ts";
import type { Model, TextBlock, ToolDefinition } from "../core/model.ts";
import type { Clock } from "../core/ports.ts";
import type { Tracer } from "../core/telemetry.ts";
import type { Tool } from "../core/tool.ts";
import type { TurnGuard } from "../core/turnGuard.ts";
import type { SessionTaint, TaintContext } from "../safeguards/injection/taint.ts";
import type { AllowanceLimits } from "./allowance.ts";
import type { History } from "./history.ts";
import type { ToolRunnerOptions } from "./toolRunner.ts";
import type { Context } from "./views/context.ts";

/** A session's recording as the session needs it. */
export interface SessionRecording {
  readonly recorder: Recorder;
  onLine(listener: (line: RecordedLine) => void): () => void;
  close(): Promise<void>;
}

/** Built once per session, before its first model call, and the same from then on. */
export interface Prefix {
  readonly system: readonly TextBlock[];
  readonly definitions: readonly ToolDefinition[];
  /** Those of the definitions that are not ours. */
  readonly foreign?: readonly ForeignTool[];
  /** Servers that were not there yet. */
  readonly missing?: readonly MissingServer[];
}

/** What the engine gives a session. */
export interface SessionOptions {
  readonly id: SessionId;
  readonly agent: AgentDefinition;
  readonly ids: Ids;
  readonly clock: Clock;
  /** Past lines of a resumed session, folded; a fresh one otherwise. */
  readonly history: History;
  /** The recording; a new session's is made with its first message, so that an empty one leaves nothing behind. */
  readonly record: () => Promise<SessionRecording>;
  readonly tracer: (recorder: Recorder) => Tracer;
  /** @throws an AbortError where the wait for servers is given up. */
  readonly prefix: (wait: ToolWait) => Promise<Prefix>;
  readonly header: (prefix: Prefix, title: string, model: ModelRef) => SessionHeader;
  /** The model with all its safeguards. @throws FlightdeckError where there is no such model. */
  readonly model: (ref: ModelRef) => Model;
  /** The session's tools, each with all its safeguards. */
  readonly tools: (wait: ToolWait) => Promise<ReadonlyMap<string, Tool>>;
  /** Takes secrets out of the person's text. */
  readonly redact: (text: string) => { readonly text: string; readonly count: number };
  /** Looks for injections in what the person wrote, and with `prefix` in what the session begins with. */
  readonly screen: (prompt: string, prefix: Prefix | undefined, context: TaintContext) => void;
  readonly taint: SessionTaint;
  /** Takes secrets out of a tool's result, and records how many there were. */
  readonly redactResult: ToolRunnerOptions["redact"];
  readonly limits: (model: Model) => AllowanceLimits & { readonly maxTokens: number };
  /** Decides what of the history the models are sent. */
  readonly context: Context;
  /** The model that writes summaries of what is left out; undefined where they are not wanted. */
  readonly summariser: (ref: ModelRef) => Model | undefined;
  /** What the turn that begins runs with, as far as it is other than what was recorded last. */
  readonly turnWorld: () => TurnWorld;
  /** The guards of the turn that begins. */
  readonly guards: () => readonly TurnGuard[];
  readonly contentOnSpans: () => boolean;
  /** A turn was ended by a defect of ours, of which the recording has the message only. */
  readonly onDefect: (error: FlightdeckError) => void;
  readonly firstModel: ModelRef;
}
