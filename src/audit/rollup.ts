import type { Confidence, Evidence, Judgement, Provenance, State } from "./result.ts";

/** Judgements of single units, and what they come to for the whole item. */
export interface RolledUp extends Judgement {
  readonly units: Readonly<Partial<Record<State, number>>>;
}

/**
 * Present where every unit is, absent where none is, partial in between. An item without a unit that it
 * applies to is not applicable. What is unknown stays unknown unless a gap is proved elsewhere.
 */
export function rollUp(judgements: readonly Judgement[], none: Judgement): RolledUp {
  const units = countStates(judgements);
  const [only] = judgements;
  // Most projects call a model in one place.
  if (only !== undefined && judgements.length === 1 && only.state !== "not_applicable") {
    const { state, provenance, confidence, evidence, gaps } = only;
    return { state, provenance, confidence, evidence: distinct(evidence), gaps: distinct(gaps), units };
  }
  const applicable = judgements.filter(({ state }) => state !== "not_applicable");
  if (applicable.length === 0) return { ...(judgements[0] ?? none), units };
  const state = stateOf(applicable);
  const deciding = applicable.filter((judgement) => judgement.state === state);
  const chosen = deciding.length > 0 ? deciding : applicable;
  const confidence = deciding.length > 0 ? confidenceOf(chosen) : mixedConfidence(applicable);
  return {
    state,
    provenance: provenanceOf(chosen),
    confidence,
    evidence: distinct(applicable.flatMap(({ evidence }) => evidence)),
    gaps: distinct(applicable.flatMap(({ gaps }) => gaps)),
    units,
  };
}

function stateOf(judgements: readonly Judgement[]): State {
  const states = new Set(judgements.map(({ state }) => state));
  if (states.size === 1) return judgements[0]?.state ?? "unknown";
  const some = states.has("present") || states.has("partial");
  if (some && (states.has("absent") || states.has("partial"))) return "partial";
  // Only unknown is left beside the one that is known.
  return states.has("absent") ? "absent" : "unknown";
}

function countStates(judgements: readonly Judgement[]): Partial<Record<State, number>> {
  const counts: Partial<Record<State, number>> = {};
  for (const { state } of judgements) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** The weakest proof that the state rests on: a default is said to be one. */
function provenanceOf(judgements: readonly Judgement[]): Provenance {
  const found = new Set(judgements.map(({ provenance }) => provenance));
  return (
    (["default", "config", "runtime", "declared", "explicit", "none"] as const).find((kind) =>
      found.has(kind),
    ) ?? "none"
  );
}

const confidenceOf = (judgements: readonly Judgement[]): Confidence =>
  Math.min(...judgements.map(({ confidence }) => confidence));

/** Some have it and some lack it: as sure as the surest of either. */
function mixedConfidence(judgements: readonly Judgement[]): Confidence {
  const surest = (state: State): Confidence =>
    Math.max(
      0,
      ...judgements.filter((judgement) => judgement.state === state).map(({ confidence }) => confidence),
    );
  const [some, none] = [surest("present"), surest("absent")];
  return some > 0 && none > 0 ? Math.min(some, none) : confidenceOf(judgements);
}

function distinct<T extends Evidence>(all: readonly T[]): readonly T[] {
  if (all.length < 2) return all;
  const seen = new Set<string>();
  return all.filter(({ file, line, why }) => {
    const key = `${file}:${line}:${why}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
