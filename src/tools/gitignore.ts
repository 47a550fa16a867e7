import ignore, { type Ignore } from "ignore";

/** The rules of one `.gitignore` file. */
export interface IgnoreRules {
  /** Its folder, relative to the root; empty for the root itself. */
  readonly folder: string;
  readonly matcher: Ignore;
}

/** @param ignoreCase as Git does where the file system does. */
export function parseRules(folder: string, text: string, ignoreCase: boolean): IgnoreRules {
  return { folder, matcher: ignore({ ignorecase: ignoreCase }).add(text) };
}

/**
 * Whether the innermost rule that speaks of `path` (relative to the root) leaves it out. The folders
 * above it must not be ignored. May take long where the rules are hostile: call it under a time limit.
 */
export function isIgnored(rules: readonly IgnoreRules[], path: string, isFolder: boolean): boolean {
  for (const { folder, matcher } of rules.toReversed()) {
    const below = folder === "" ? path : path.slice(folder.length + 1);
    const { ignored, unignored } = matcher.test(isFolder ? `${below}/` : below);
    if (ignored || unignored) return ignored;
  }
  return false;
}
