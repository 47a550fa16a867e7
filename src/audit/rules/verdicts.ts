import type { Range, FileFacts } from "../facts/facts.ts";
import { placeOf } from "../project/project.ts";
import type { Evidence, Gap, Judgement, Provenance } from "../result.ts";

/** How strong a kind of evidence is. Source: section C of the checklist's semantics. */
export const STRENGTH = {
  explicit: 0.95,
  defaultLocked: 0.9,
  defaultUnlocked: 0.7,
  library: 0.95,
  handWritten: 0.75,
  linkedConfig: 0.85,
  unlinkedConfig: 0.5,
  environmentWithDefault: 0.8,
  environment: 0.4,
  manifestOnly: 0.1,
  nameOnly: 0.3,
} as const;

export const evidence = (file: FileFacts, at: Pick<Range, "start">, why: string): Evidence => ({
  ...placeOf(file, at),
  why,
});

export const present = (found: Evidence, provenance: Provenance, confidence: number): Judgement => ({
  state: "present",
  provenance,
  confidence,
  evidence: [found],
  gaps: [],
});

/** Something is there, but it is the weaker form. */
export const partial = (
  found: Evidence,
  lacks: string,
  confidence: number,
  provenance: Provenance = "explicit",
): Judgement => ({
  state: "partial",
  provenance,
  confidence,
  evidence: [found],
  gaps: [{ file: found.file, line: found.line, why: lacks }],
});

export const absent = (gap: Gap, confidence: number): Judgement => ({
  state: "absent",
  provenance: "none",
  confidence,
  evidence: [],
  gaps: [gap],
});

export const unknown = (hint: Gap, confidence = 0.4): Judgement => ({
  state: "unknown",
  provenance: "none",
  confidence,
  evidence: [],
  gaps: [hint],
});

export const notApplicable = (why: Evidence, confidence = 0.85): Judgement => ({
  state: "not_applicable",
  provenance: "none",
  confidence,
  evidence: [why],
  gaps: [],
});

/** The best of several proofs; evidence is correlated, so the strongest counts, not their sum. */
export function strongest(judgements: readonly (Judgement | undefined)[]): Judgement | undefined {
  const found = judgements.filter((judgement) => judgement !== undefined);
  return found.toSorted((a, b) => rank(b) - rank(a))[0];
}

const rank = ({ state, confidence }: Judgement): number =>
  (state === "present" ? 2 : state === "partial" ? 1 : 0) + confidence / 2;
