import type { Decision } from "./decisions.ts";
import type { FailureClass, ModelErrorDetails } from "./failure.ts";
import type { BlobId, MessageId, RequestId, SessionId, ToolCallId, TurnId } from "./ids.ts";
import type { MissingServer } from "./mcp.ts";
import type {
  ApiMessage,
  ContentBlock,
  ModelInfo,
  ModelResponse,
  Provider,
  TextBlock,
  ToolDefinition,
} from "./model.ts";
import type { RequestChange } from "./modelDecisions.ts";
import type { Attributes, SpanContext, SpanEvent, SpanKind, SpanStatus } from "./telemetry.ts";
import type { FileChange, ToolSource } from "./tool.ts";
import type { Fence, Taint } from "./untrusted.ts";
import type { Cost, Usage } from "./usage.ts";
import type { EpochMs, Ms } from "./units.ts";
import type { HistoryView } from "./view.ts";

/**
 * The lines of a recording. Whatever a port answered to the loop stands in one of them, so that
 * everything else (transcript, waterfall, cost, index, replay) is a pure function of them.
 */
export type LineBody =
  | { readonly type: "session"; readonly data: SessionHeader }
  | { readonly type: "message"; readonly data: MessageRecord }
  | { readonly type: "request"; readonly data: RequestRecord }
  | { readonly type: "response"; readonly data: ResponseRecord }
  | { readonly type: "tool"; readonly data: ToolRecord }
  | { readonly type: "decision"; readonly data: Decision }
  | { readonly type: "input"; readonly data: PersonInput }
  | { readonly type: "span"; readonly data: SpanRecord };

export type LineType = LineBody["type"];

/** A line as it stands in the file, parsed and its checksum found right. */
export type RecordedLine = LineBody & {
  /** From 0, without gaps. */
  readonly seq: number;
  readonly wall: EpochMs;
  readonly mono: Ms;
};

/** Writes lines. `record` is in order and never blocks; `flush` waits until all are handed to the system. */
export interface Recorder {
  record(body: LineBody): void;
  /** @throws FlightdeckError `storage` where a line could not be written. */
  flush(): Promise<void>;
  /** Writes a side file and returns its name. */
  blob(bytes: Uint8Array): Promise<BlobId>;
}

/** The first line: everything that was fixed when the session began. */
export interface SessionHeader {
  readonly id: SessionId;
  readonly engine: string;
  readonly title: string;
  readonly agent: {
    readonly name: string;
    /** The file it came from, relative to its root; absent for the built-in agent. */
    readonly source?: string;
    /** The file as it was. */
    readonly text: string;
  };
  readonly model: ModelRef;
  readonly system: readonly TextBlock[];
  readonly tools: readonly ToolDefinition[];
  /** MCP servers that were allowed or named but not there; their tools are for the next session. */
  readonly missingServers?: readonly MissingServer[];
  /** Effective values of all settings that the run depends on. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The newest date in the price table. */
  readonly prices: string;
  readonly zone: string;
  readonly platform: string;
  readonly roots: readonly string[];
  readonly parent?: { readonly session: SessionId; readonly seq: number };
  /** Set where the session lives in memory only and ends with its process. */
  readonly private?: true;
  /** Set where the session is a fork of its parent; `seq` is then the line that it goes on from. */
  readonly fork?: ForkOrigin;
  /** Set where the recording came from somebody else. What stands before `at` was not seen here. */
  readonly imported?: { readonly at: EpochMs; readonly engine?: string; readonly exported?: EpochMs };
  /**
   * What of the world a deterministic re-run needs stands in the recording: 1, all that is known to be
   * needed. Absent in older recordings.
   */
  readonly world?: 1;
  /** Tools that are not ours: where they come from, and what else they are called. */
  readonly foreignTools?: readonly ForeignTool[];
  /** The model that the session began with and those that answer where it cannot, as they were known then. */
  readonly models?: readonly ModelInfo[];
  /** Untrusted text that the session began with, because its parent had read it. */
  readonly taint?: readonly Taint[];
}

/** How a fork differs from its parent up to where it goes on. */
export interface ForkOrigin {
  readonly changed: readonly ForkChange[];
  /** What the person was told of it. */
  readonly notes: readonly string[];
  /** Values that hold in this session in the place of the person's settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export type ForkChange = "message" | "system" | "tool_result" | "model" | "settings";

export interface ForeignTool {
  readonly name: string;
  readonly source: ToolSource;
  readonly aliases?: readonly string[];
}

export interface ModelRef {
  readonly provider: Provider;
  readonly id: string;
}

export interface MessageRecord extends ApiMessage {
  readonly id: MessageId;
  /** The message before it. Two messages with one parent are branches. */
  readonly parent?: MessageId;
  readonly turn: TurnId;
  /** Set where the answer was cut off, by the person or by a failure. */
  readonly incomplete?: FailureClass;
  /** Of the role `user` and yet not the person's: a safeguard's word to the model. */
  readonly by?: "flightdeck";
  /** Who says it, in the words of its sender, where it is neither the person nor the model; of received traces only. */
  readonly sender?: string;
  /** Which model wrote it. Absent on messages of the person, and in older recordings. */
  readonly model?: ModelRef;
  /** The message of the parent session that this one is a copy of; set in forks only. */
  readonly inherited?: MessageId;
}

export interface RequestRecord {
  readonly request: RequestId;
  readonly turn: TurnId;
  readonly step: number;
  /** From 1 within its step. */
  readonly attempt: number;
  readonly model: ModelRef;
  readonly messages: readonly MessageId[];
  /** What of the history these messages are; absent where they are all of it. */
  readonly view?: HistoryView;
  readonly maxTokens: number;
  /** How the request differs from those messages. */
  readonly changes?: readonly RequestChange[];
  /** SHA-256 of the request as JSON, in hex. */
  readonly hash: string;
  readonly span: SpanContext;
}

export type ResponseRecord = {
  readonly request: RequestId;
  readonly turn: TurnId;
  readonly span: SpanContext;
  readonly model: ModelRef;
  /** From sending to the end. */
  readonly duration: Ms;
  /** What was billed, as far as it is known. This line is the usage record. */
  readonly usage: Usage;
  readonly cost: Cost;
  /** Whether the true bill may differ: the call was cut off after it was sent. */
  readonly uncertain: boolean;
} & (
  | {
      readonly ok: true;
      readonly response: Omit<ModelResponse, "content" | "usage">;
      /** Of an answer that may have become no message: a refusal, a summary. */
      readonly content?: readonly ContentBlock[];
    }
  | {
      readonly ok: false;
      readonly failure: FailureClass;
      readonly message: string;
      readonly details: ModelErrorDetails;
    }
);

export interface ToolRecord {
  readonly call: ToolCallId;
  readonly turn: TurnId;
  readonly span: SpanContext;
  readonly name: string;
  readonly title: string;
  readonly input: unknown;
  /** The result as the model gets it. */
  readonly text: string;
  /** The whole result where `text` is a part of it. */
  readonly full?: { readonly blob: BlobId; readonly bytes: number };
  readonly isError: boolean;
  readonly failure?: FailureClass;
  /** The marks around `text`, where it is untrusted. */
  readonly fence?: Fence;
  readonly duration: Ms;
  readonly changes?: readonly FileChange[];
}

/** What a person did. */
export type PersonInput =
  | ({
      readonly act: "prompt" | "edit" | "retry";
      readonly turn: TurnId;
      readonly message: MessageId;
    } & TurnWorld)
  /** The turn goes on after a message without a new one, as after a fork or an interruption. */
  | ({ readonly act: "continue"; readonly turn: TurnId; readonly message: MessageId } & TurnWorld)
  /** `all`: with all agents of the machine. `why`: it was no person, but a limit such as `--timeout`. */
  | { readonly act: "stop"; readonly turn: TurnId; readonly all?: true; readonly why?: StopReason }
  | { readonly act: "skip_wait"; readonly turn: TurnId }
  /** The edits of a turn were taken back, file by file. */
  | { readonly act: "undo"; readonly turn: TurnId; readonly files: readonly UndoneFile[] }
  /** Says that the untrusted text which was read so far is harmless. */
  | { readonly act: "clear_taint" }
  | { readonly act: "rename"; readonly title: string }
  | { readonly act: "model"; readonly model: ModelRef }
  /** Another branch of the conversation becomes the one that goes on. */
  | { readonly act: "switch"; readonly head: MessageId };

/** What a turn runs with, as far as it is other than before; that cannot be told from the lines around it. */
export interface TurnWorld {
  /** The session was opened again before this turn: what lives in memory only, such as grants, began anew. */
  readonly resumed?: true;
  /** Settings that are no longer those of the header, or of the last turn that says so. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The agent's file, where it is another one by now. */
  readonly agentText?: string;
}

/** A failure that ended a turn from outside. */
export interface StopReason {
  readonly failure: FailureClass;
  readonly message: string;
  readonly advice: string;
}

/** What became of a file when a turn's edits were taken back. */
export interface UndoneFile {
  /** As in the tool's line. */
  readonly path: string;
  /** `removed`: the turn had made it. `refused`: it was left as it is. */
  readonly outcome: "restored" | "removed" | "refused";
  /** Why it was refused, for a sentence: “it changed since”. */
  readonly why?: string;
}

export type SpanRecord =
  | ({
      readonly phase: "started";
      readonly parentId?: string;
      readonly name: string;
      readonly kind: SpanKind;
      readonly start: EpochMs;
      readonly attributes: Attributes;
    } & SpanContext)
  | ({ readonly phase: "event"; readonly event: SpanEvent } & SpanContext)
  /** `attributes` holds those set after the start. */
  | ({
      readonly phase: "ended";
      readonly end: EpochMs;
      readonly status: SpanStatus;
      readonly attributes: Attributes;
    } & SpanContext);
