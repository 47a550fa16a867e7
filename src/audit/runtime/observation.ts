import type { TraceId } from "../../core/ids.ts";
import type { EpochMs } from "../../core/units.ts";
import type { Confidence, ItemCode } from "../result.ts";

/** The items that spans can raise. Source: step 8 of the checklist's semantics. */
export type RuntimeItem = Extract<ItemCode, "AR01" | "AR03" | "AR08" | "AR09" | "AR10">;

/** What the project's own processes were seen doing, by a span that says where in the code it was made. */
export interface Observation {
  readonly item: RuntimeItem;
  /**
   * Relative to the audited folder, with `/`; absolute where the program ran elsewhere, until the file is found; undefined
   * where the span names a function only.
   */
  readonly file?: string;
  /** From 1. An observation without a line is a hint. */
  readonly line?: number;
  /** As the span names it, perhaps with its module and class. */
  readonly function?: string;
  /** `partial` where what was seen may be the weaker form of the item. */
  readonly proves: "present" | "partial";
  readonly confidence: Confidence;
  /** What was seen, as a clause: `the call failed with 429 and succeeded when it was repeated`. */
  readonly what: string;
  readonly at: EpochMs;
  readonly trace: TraceId;
  /** The file was changed after it: it says nothing about the code of today, and is a hint. */
  readonly outdated?: true;
}
