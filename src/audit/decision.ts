import { isNotebook } from "./notebook/notebook.ts";
import type { AuditResult, ItemResult } from "./result.ts";
import { isKnown, type Baseline } from "./settings/baseline.ts";

/** From which state on an item fails; `never` only fails where nothing could be analysed. */
export type Threshold = "absent" | "partial" | "never";

export interface Decision {
  /** `passed`: nothing over the threshold, and nothing unknown, or unknown allowed. */
  readonly outcome: "passed" | "failed" | "nothing_analysable";
  /** How many findings the baseline already knew. */
  readonly known: number;
}

export interface DecisionOptions {
  readonly failOn: Threshold;
  readonly allowUnknown: boolean;
  readonly baseline?: Baseline;
}

/**
 * What an audit comes to for whoever asks: a build that goes on, or one that stops. What is found in notebooks is shown
 * and stops none.
 */
export function decide(result: AuditResult, options: DecisionOptions): Decision {
  const items = result.projects.flatMap((project) => project.items);
  const { baseline } = options;
  const known =
    baseline === undefined
      ? 0
      : items.flatMap(({ findings }) => findings).filter((found) => isKnown(baseline, found)).length;
  if (result.verdict === "nothing_analysable") return { outcome: "nothing_analysable", known };
  const failed = items.some((item) => fails(item, options));
  return { outcome: failed ? "failed" : "passed", known };
}

function fails(item: ItemResult, { failOn, allowUnknown, baseline }: DecisionOptions): boolean {
  if (failOn === "never" || !isOver(item, failOn, allowUnknown)) return false;
  if (item.findings.length === 0) return true;
  return item.findings.some(
    (finding) =>
      isOver(finding, failOn, allowUnknown) &&
      !isNotebook(finding.file) &&
      !(baseline !== undefined && isKnown(baseline, finding)),
  );
}

function isOver({ state }: Pick<ItemResult, "state">, failOn: Threshold, allowUnknown: boolean): boolean {
  switch (state) {
    case "absent":
      return true;
    case "partial":
      return failOn === "partial";
    case "unknown":
      return !allowUnknown;
    case "present":
    case "not_applicable":
      return false;
  }
}
