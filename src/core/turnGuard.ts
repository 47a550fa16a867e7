import type { FailureClass } from "./failure.ts";
import type { Disposable } from "./ports.ts";
import type { FileChange } from "./tool.ts";

/** Watches one turn from step to step and says when the model needs a hint, or the turn an end. */
export interface TurnGuard {
  /** Before each model call. */
  beforeAsking?(): GuardVerdict | undefined;
  /** After the tools of one answer have run, in the order of the calls. */
  afterTools?(outcomes: readonly ToolOutcome[]): GuardVerdict | undefined;
  /** Called once when the turn begins; `stop` ends it in the middle of whatever it does. */
  watch?(stop: (verdict: GuardVerdict) => void): Disposable;
}

/** What became of one tool call. */
export interface ToolOutcome {
  readonly tool: string;
  readonly input: unknown;
  /** The result as the model reads it. */
  readonly text: string;
  readonly isError: boolean;
  readonly failure?: FailureClass;
  readonly changes?: readonly FileChange[];
}

export type GuardName =
  "iterations" | "wall_clock" | "repetition" | "same_error" | "no_progress" | "mistakes" | "tool_storm";

/** What a guard saw, as numbers. */
export type Figures = Readonly<Record<string, number>>;

export type GuardVerdict = {
  readonly guard: GuardName;
  readonly failure: FailureClass;
  /** What happened, for the person. */
  readonly text: string;
  readonly figures: Figures;
} & (
  | { readonly verdict: "nudge"; /** What the model is told. */ readonly note: string }
  | { readonly verdict: "stop"; /** What the person can do. */ readonly advice: string }
);
