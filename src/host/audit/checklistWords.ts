import type { Audited } from "../../audit/messages.ts";
import type { ItemResult, ProjectResult, State } from "../../audit/result.ts";
import type { Category } from "../../audit/rules/rule.ts";

/** The five groups of the checklist, in their order. */
export const CATEGORIES: readonly (readonly [Category, string])[] = [
  ["cost", "Cost"],
  ["observability", "Observability"],
  ["safety", "Safety"],
  ["state", "State"],
  ["reliability", "Reliability"],
];

export const STATE_WORDS: Readonly<Record<State, string>> = {
  present: "present",
  partial: "partial",
  absent: "absent",
  not_applicable: "not applicable",
  unknown: "unknown",
};

/** From here on a state is proved; what is less sure is likely. */
export const PROVEN = 0.8;

/** What people tell the audit, relative to the folder. */
export const CONFIGURATION_FILE = ".flightdeck/audit.yaml";

/** Whether there is something to do. */
export const isOpen = ({ state }: Pick<ItemResult, "state">): boolean =>
  state !== "present" && state !== "not_applicable";

/** Projects whose calls only stand in tests and examples are not judged. */
export const isShown = ({ callSites }: ProjectResult): boolean => callSites.some(({ live }) => live);

/** A project's name for a person: its folder's where it is all of it. */
export const nameOf = ({ folder }: Audited, root: string): string =>
  root === "." ? (folder.split(/[\\/]/).at(-1) ?? folder) : root;
