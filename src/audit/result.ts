import type { TraceId } from "../core/ids.ts";

/** The ten items of the production checklist. */
export const ITEM_CODES = [
  "AR01",
  "AR02",
  "AR03",
  "AR04",
  "AR05",
  "AR06",
  "AR07",
  "AR08",
  "AR09",
  "AR10",
] as const;
export type ItemCode = (typeof ITEM_CODES)[number];

export const STATES = ["present", "partial", "absent", "not_applicable", "unknown"] as const;
/** Whether a project has an item. How sure that is, is said apart from it. */
export type State = (typeof STATES)[number];

/**
 * How an item was proved: written in the code, a documented default of the library, configuration beside the
 * code, spans that were received, or said by a person. `none` where there is nothing to prove.
 */
export type Provenance = "explicit" | "default" | "config" | "runtime" | "declared" | "none";

/** From 0 to 1: 0.8 and more is proven, 0.5 and more likely; below, a state is `unknown`. */
export type Confidence = number;

export const LIKELY = 0.5;

/** A place in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Why the audit thinks so. */
export interface Evidence extends Place {
  readonly why: string;
  /** The trace of the received span that shows it. */
  readonly trace?: TraceId;
}

/** What is missing, where it belongs. */
export interface Gap extends Place {
  /** What was looked for and not found, and the nearest miss. */
  readonly why: string;
  /** The trace of a received span that hints at it. */
  readonly trace?: TraceId;
}

/** What was found out about one unit: a call site, a tool, or the project. */
export interface Judgement {
  readonly state: State;
  readonly provenance: Provenance;
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly gaps: readonly Gap[];
}

/** What a person is to mend: one per client or agent definition, or one for the project. */
export interface Finding extends Place {
  readonly code: ItemCode;
  readonly id: string;
  readonly state: Exclude<State, "present" | "not_applicable">;
  readonly message: string;
  readonly confidence: Confidence;
  /** `file:class:function` of the place; the root for a project. */
  readonly symbol: string;
  /** The other places that it is about. */
  readonly related: readonly Evidence[];
  /** Stays the same when lines move. */
  readonly fingerprint: string;
}

/** Something about the audit itself that a person should know. */
export interface Notice extends Place {
  readonly kind:
    | "unused_suppression"
    | "suppression_without_reason"
    | "unknown_rule"
    | "expired_declaration"
    | "unused_declaration"
    /** Received spans show something else than a person accepted or vouched for. */
    | "contradicted";
  readonly message: string;
}

export interface ItemResult extends Judgement {
  readonly code: ItemCode;
  readonly id: string;
  /** What was searched, for a person who doubts. */
  readonly searched: string;
  /** How many units stand in each state. */
  readonly units: Readonly<Partial<Record<State, number>>>;
  readonly findings: readonly Finding[];
}

export interface CallSiteResult extends Place {
  readonly sdk: string;
  /** Reachable from an entrypoint, and neither test, example nor vendored. */
  readonly live: boolean;
}

export interface ProjectResult {
  /** Relative to the audited folder; `.` for itself. */
  readonly root: string;
  readonly frameworks: readonly string[];
  readonly callSites: readonly CallSiteResult[];
  readonly items: readonly ItemResult[];
}

export interface FileCounts {
  readonly parsed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why files were skipped or failed, with how many and one example each. */
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly example: string }[];
}

export type Verdict = "pass" | "fail" | "inconclusive" | "nothing_analysable";

export interface AuditResult {
  readonly projects: readonly ProjectResult[];
  readonly files: FileCounts;
  readonly verdict: Verdict;
  readonly notices: readonly Notice[];
}
