/** A line of a unified diff as it is shown. */
export interface PatchLine {
  readonly kind: "added" | "removed" | "same" | "gap";
  readonly text: string;
  /** From 1; of the text before, absent on an added line. */
  readonly before?: number;
  /** From 1; of the text after, absent on a removed line. */
  readonly after?: number;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The lines of a unified diff of one file, without its file header. A `gap` stands for lines left out. */
export function patchLines(patch: string): readonly PatchLine[] {
  const lines: PatchLine[] = [];
  let before = 0;
  let after = 0;
  let inHunk = false;
  for (const line of patch.split("\n")) {
    const [, from, to] = HUNK.exec(line) ?? [];
    if (from !== undefined && to !== undefined) {
      before = Number(from);
      after = Number(to);
      if (inHunk || before > 1) lines.push({ kind: "gap", text: "" });
      inHunk = true;
    } else if (!inHunk) continue;
    else if (line.startsWith("+")) lines.push({ kind: "added", text: line.slice(1), after: after++ });
    else if (line.startsWith("-")) lines.push({ kind: "removed", text: line.slice(1), before: before++ });
    else if (line.startsWith(" ")) {
      lines.push({ kind: "same", text: line.slice(1), before: before++, after: after++ });
    }
  }
  return lines;
}

/** How many lines a diff adds and removes. */
export function patchSize(lines: readonly PatchLine[]): { readonly added: number; readonly removed: number } {
  const count = (kind: PatchLine["kind"]): number => lines.filter((line) => line.kind === kind).length;
  return { added: count("added"), removed: count("removed") };
}
