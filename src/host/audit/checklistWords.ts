import type { Audited } from "../../audit/messages.ts";
import type { ItemResult, ProjectResult } from "../../audit/result.ts";

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
