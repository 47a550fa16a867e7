import type { TurnId } from "./ids.ts";

/**
 * What became of one recorded step when the session was run again in the world of its recording: `hit`, the
 * re-run asked for the same; `changed`, for something else at the same place; `miss`, only one of the two
 * has it. What follows the first step that is no hit is `not_comparable`: its world is another one.
 */
export type ReplayOutcome = "hit" | "miss" | "changed" | "not_comparable";

/** One model attempt or tool call of a recording, in recorded order. */
export interface StepOutcome {
  /** From 0. */
  readonly index: number;
  readonly kind: "model" | "tool";
  readonly turn: TurnId;
  readonly step: number;
  /** From 1 within its step; of model attempts only. */
  readonly attempt?: number;
  /** The recorded line that it stands for: a request's or a tool call's. */
  readonly seq: number;
  /** `chat claude-sonnet-5-5`, `execute_tool read_file`. */
  readonly title: string;
  readonly outcome: ReplayOutcome;
  /** For people, where it is no hit. */
  readonly why?: string;
}

/** Where a re-run left its recording, with two texts for a diff editor. */
export interface Divergence {
  /** Of the step; the number of steps where it is after the last one. */
  readonly index: number;
  /** The first recorded line that came out differently. */
  readonly seq: number;
  /** One sentence for people. */
  readonly what: string;
  readonly recorded: string;
  readonly now: string;
}

export interface ReplayResult {
  /** `incomplete`: what there is was reproduced, but the recording does not hold everything; `note` says what. */
  readonly status: "reproduced" | "diverged" | "incomplete";
  /** The step's index. */
  readonly divergedAt?: number;
  readonly divergence?: Divergence;
  readonly counts: Readonly<Record<ReplayOutcome, number>>;
  readonly lines: { readonly recorded: number; readonly same: number };
  readonly note?: string;
}
