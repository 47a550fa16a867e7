import { extensionOf } from "../text/paths.ts";

/** A text after a change, and what was done, as the end of the sentence “I …”. */
export interface Changed {
  readonly text: string;
  readonly summary: string;
}

/** Why a change cannot be made, as a sentence. */
export interface Unchanged {
  readonly problem: string;
}

export type Change = Changed | Unchanged;

/** What a recipe is applied to. */
export interface Source {
  readonly path: string;
  /** Line breaks are `\n`. */
  readonly text: string;
  readonly language: "python" | "script";
  /** Whether types may be written. */
  readonly typed: boolean;
}

const SCRIPTS = new Set(["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"]);

/** Undefined for a language that the recipes do not know. */
export function sourceOf(path: string, text: string): Source | undefined {
  const extension = extensionOf(path);
  if (extension === "py" || extension === "pyi") return { path, text, language: "python", typed: false };
  if (SCRIPTS.has(extension)) return { path, text, language: "script", typed: extension.includes("ts") };
  return undefined;
}

export const splice = (text: string, start: number, end: number, replacement: string): string =>
  text.slice(0, start) + replacement + text.slice(end);
