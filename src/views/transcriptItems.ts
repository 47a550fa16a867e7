import type { FailureClass } from "../core/failure.ts";
import type { MessageId, ToolCallId, TurnId } from "../core/ids.ts";
import type { RecordedApproval } from "../core/decisions.ts";
import type { SpanContext } from "../core/telemetry.ts";
import type { CostSum } from "../core/usage.ts";
import type { EpochMs, Ms } from "../core/units.ts";

/** What a conversation consists of for a reader. Items of a turn keep the order in which they appeared. */
export type TranscriptItem = UserItem | AnswerItem | ToolItem | NoticeItem | EndItem;
export type ItemId = TranscriptItem["id"];

interface Common {
  readonly turn: TurnId;
  readonly at: EpochMs;
}

export interface UserItem extends Common {
  readonly kind: "user";
  readonly id: MessageId;
  readonly text: string;
  /** Who says it, where it is not the person, as in a received trace. */
  readonly sender?: string;
}

/** Markdown from a model: untrusted. May be empty, where a model called tools without a word. */
export interface AnswerItem extends Common {
  readonly kind: "answer";
  readonly id: MessageId;
  readonly text: string;
  readonly thinking: string;
  readonly state: "streaming" | "done" | "incomplete";
  readonly span?: SpanContext;
}

export interface ToolItem extends Common {
  readonly kind: "tool";
  readonly id: ToolCallId;
  readonly name: string;
  /** `src/api.py:1-80`; empty until the call runs. */
  readonly title: string;
  /** The arguments as JSON, possibly still being written. */
  readonly input: string;
  readonly output: string;
  readonly state: "writing" | "pending" | "running" | "asking" | "done" | "failed";
  readonly failure?: FailureClass;
  readonly duration?: Ms;
  /** What a person was asked, and what the answer was. */
  readonly approval?: RecordedApproval & { readonly answer?: string };
  readonly span?: SpanContext;
  /** Bytes of the whole output, where `output` is a part of it. */
  readonly fullBytes?: number;
}

/** What a safeguard did: what happened, why, and what the person can do. */
export interface NoticeItem extends Common {
  readonly kind: "notice";
  readonly id: `notice-${number}`;
  readonly severity: "info" | "warning" | "error";
  readonly text: string;
  readonly advice?: string;
  readonly failure?: FailureClass;
  /** The model whose price the person can enter, so that the run may go on. */
  readonly unpriced?: string;
  /** The run waits until then; absent once it goes on. */
  readonly until?: EpochMs;
}

export interface EndItem extends Common {
  readonly kind: "end";
  readonly id: `end-${string}`;
  readonly state: "done" | "failed" | "stopped" | "interrupted";
  readonly failure?: FailureClass;
  readonly duration: Ms;
  readonly cost: CostSum;
  /** The turn's root. */
  readonly span: SpanContext;
  /** Files that the turn's tools changed and nobody took back since. */
  readonly edited?: readonly string[];
}

/** A turn on the branch that is shown, with the turns that stand in its place on other branches. */
export interface TurnView {
  readonly id: TurnId;
  /** Itself included, oldest first. More than one where the person edited or retried. */
  readonly branches: readonly TurnId[];
}

/** How a transcript changes; what a page gets instead of the whole. */
export type TranscriptChange =
  /** A new item at the end of its turn, or a known one replaced. */
  | { readonly op: "put"; readonly item: TranscriptItem }
  | {
      readonly op: "append";
      readonly id: ItemId;
      readonly field: "text" | "thinking" | "input" | "output";
      readonly text: string;
    }
  /** The turns that are shown, in order. */
  | { readonly op: "turns"; readonly turns: readonly TurnView[] };
