import { createPatch } from "diff";

const MAX_DIFF_MS = 1_000;

/** A unified diff. Where two texts differ too much to compare in time: all lines out, all lines in. */
export function unifiedDiff(path: string, before: string, after: string): string {
  const options = { timeout: MAX_DIFF_MS };
  return createPatch(path, before, after, undefined, undefined, options) ?? wholeChange(path, before, after);
}

function wholeChange(path: string, before: string, after: string): string {
  const [out, into] = [lines(before), lines(after)];
  const head = [`--- ${path}`, `+++ ${path}`, `@@ -${range(out)} +${range(into)} @@`];
  return [...head, ...out.map((line) => `-${line}`), ...into.map((line) => `+${line}`), ""].join("\n");
}

const lines = (text: string): readonly string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

const range = ({ length }: readonly string[]): string => (length === 0 ? "0,0" : `1,${length}`);
