import type { FailureClass } from "../core/failure.ts";
import type { RecordingKey, RequestId, SessionId, SpanId, ToolCallId, TraceId, TurnId } from "../core/ids.ts";
import type { ModelRef } from "../core/lines.ts";
import type { EpochMs, Ms } from "../core/units.ts";
import type { Cost, CostSum, Usage } from "../core/usage.ts";

/** `interrupted`: it was running when its process vanished. */
export type RunStatus = "running" | "done" | "failed" | "stopped" | "interrupted";

/** What calls amount to. */
export interface Sums {
  /** Model calls, each attempt counted. */
  readonly calls: number;
  readonly tools: number;
  readonly usage: Usage;
  readonly cost: CostSum;
}

/** A session as lists show it. */
export interface SessionRow extends Sums {
  readonly key: RecordingKey;
  /** Absent where the recording has no readable beginning. */
  readonly id?: SessionId;
  readonly title: string;
  readonly agent: string;
  readonly model: ModelRef;
  readonly started: EpochMs;
  /** When its last line was written. */
  readonly updated: EpochMs;
  readonly turns: number;
  /** What the person wrote, one message per line, from the first on; not more than can be searched quickly. */
  readonly prompts: string;
  /** Of its newest turn. */
  readonly status: RunStatus;
  readonly failure?: FailureClass;
  /** How long its ended turns ran altogether. */
  readonly duration: Ms;
  /** When the recording was imported; absent for a session of this machine. */
  readonly imported?: EpochMs;
  /** Lines that are corrupt, missing, or of a newer version. */
  readonly unreadable: number;
}

/** One turn. `from`, `to` and `seq` say where its lines stand: byte offsets, and the first line's number. */
export interface TraceRow extends Sums {
  readonly trace: TraceId;
  readonly root: SpanId;
  readonly turn?: TurnId;
  readonly started: EpochMs;
  readonly ended?: EpochMs;
  readonly status: RunStatus;
  readonly failure?: FailureClass;
  readonly from: number;
  readonly to: number;
  readonly seq: number;
}

/** One attempt of a model call: the usage record. */
export interface CallRow {
  /** Of the line, within its recording. */
  readonly seq: number;
  /** When it was sent. */
  readonly time: EpochMs;
  readonly request: RequestId;
  /** The server's id of the request. */
  readonly serverRequest?: string;
  readonly trace: TraceId;
  readonly span: SpanId;
  /** Of its turn; absent, as `attempt`, where the request line is unreadable. */
  readonly step?: number;
  readonly attempt?: number;
  /** As requested. */
  readonly model: ModelRef;
  /** The model that answered, as it names itself. */
  readonly answered?: string;
  readonly usage: Usage;
  readonly cost: Cost;
  readonly failure?: FailureClass;
  /** HTTP. */
  readonly status?: number;
  readonly duration: Ms;
  readonly timeToFirstToken?: Ms;
  /** The true bill may differ. */
  readonly uncertain: boolean;
}

/** One run of a tool. */
export interface ToolRow {
  readonly seq: number;
  /** When it began. */
  readonly time: EpochMs;
  readonly call: ToolCallId;
  readonly trace: TraceId;
  readonly name: string;
  readonly failure?: FailureClass;
  readonly duration: Ms;
}

/** A call with the session that it belongs to. */
export interface UsageRecord extends Omit<CallRow, "seq"> {
  readonly key: RecordingKey;
  readonly session?: SessionId;
  readonly agent: string;
}
