import type { Judged } from "../findings.ts";
import type { Evidence, ItemCode, Notice } from "../result.ts";
import type { RolledUp } from "../rollup.ts";
import { timeOf, type SeenRunning } from "./seenRunning.ts";

/** Where received spans show something else than people accepted in comments, or vouched for. Nothing is judged by it. */
export function contradictionsOf(
  code: ItemCode,
  units: readonly Judged[],
  rolled: RolledUp,
  seen: SeenRunning,
): readonly Notice[] {
  return units.flatMap(({ site, judgement }): readonly Notice[] => {
    const proof = site && seen.proofOf(code, site);
    if (proof === undefined) return [];
    const was = `at ${timeOf(proof.at)} it was seen that ${proof.what}`;
    if (judgement.state === "not_applicable" && judgement.provenance === "declared")
      return proof.proves === "present"
        ? notice(judgement.evidence[0], `What is accepted here as missing, ${code}, is there: ${was}.`)
        : [];
    return rolled.provenance === "declared" && proof.proves === "partial"
      ? notice(rolled.evidence[0], `What is declared for ${code} is more than what runs: ${was}.`)
      : [];
  });
}

const notice = (at: Evidence | undefined, message: string): readonly Notice[] =>
  at === undefined ? [] : [{ kind: "contradicted", file: at.file, line: at.line, message }];
