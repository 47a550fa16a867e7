import type { SyntaxNode } from "../syntax/tree.ts";
import type { Suppression } from "./facts.ts";

const MARK =
  /(?:^|\s)(?:#|\/\/|\/\*+|\*)\s*(?:flightdeck|agent-ready):\s*ignore\s*\[([^\]]*)\](?:\s*--\s*(.*))?/;

/** The comments of a file that accept findings. Text that only looks like one, in a string, is none. */
export function suppressionsIn(text: string, root: SyntaxNode): readonly Suppression[] {
  if (!MARK.test(text)) return [];
  const lines = text.split("\n");
  return commentsIn(root).flatMap(({ start, end }) => {
    const [, codes, reason = ""] = MARK.exec(text.slice(start, end)) ?? [];
    if (codes === undefined) return [];
    const line = text.slice(0, start).split("\n").length;
    const isAlone = /^\s*(?:#|\/\/|\/\*|\{\/\*|\*)/.test(lines[line - 1] ?? "");
    return {
      line,
      appliesTo: isAlone ? [line, nextCode(lines, line)] : [line],
      codes: codes
        .split(",")
        .map((code) => code.trim())
        .filter((code) => code !== ""),
      reason: reason.replace(/\*\/.*$/, "").trim(),
    };
  });
}

function commentsIn(root: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "comment") found.push(node);
    open.push(...node.children);
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** The first line after one, from 1, that is neither empty nor a comment. */
function nextCode(lines: readonly string[], after: number): number {
  const next = lines.findIndex(
    (text, index) => index >= after && text.trim() !== "" && !/^\s*(?:#|\/\/|\/\*|\*)/.test(text),
  );
  return next === -1 ? after : next + 1;
}
