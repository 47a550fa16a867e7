import type { AuditResult, ItemCode } from "../../src/audit/result.ts";
import type { Files } from "./memoryTree.ts";

/** What comments in a source say of the line of code below them: `# ruleid: AR09`, `// ok: AR01, AR09`. */
interface Mark {
  readonly kind: "ruleid" | "ok";
  readonly code: ItemCode;
  readonly place: string;
}

const MARK = /^\s*(?:#|\/\/)\s*(ruleid|ok):\s*(.+?)\s*$/;

function marksIn(path: string, text: string): readonly Mark[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const [, kind, codes = ""] = MARK.exec(line) ?? [];
    if (kind === undefined) return [];
    let below = index + 1;
    while (MARK.test(lines[below] ?? "")) below++;
    return codes.split(/,\s*/).map((code) => ({
      kind: kind as Mark["kind"],
      code: code as ItemCode,
      place: `${path}:${below + 1}`,
    }));
  });
}

/**
 * Where the marks of some files and the gaps of an audit differ, in lines for a person. An item that is marked
 * anywhere must have its gaps at its marks and nowhere else in these sources.
 */
export function differencesFromMarks(files: Files, result: AuditResult): readonly string[] {
  const marks = Object.entries(files).flatMap(([path, content]) => marksIn(path, String(content)));
  const gaps = result.projects.flatMap(({ items }) =>
    items.flatMap(({ code, gaps: missing }) =>
      missing.map(({ file, line }) => ({ code, place: `${file}:${line}` })),
    ),
  );
  const has = (code: ItemCode, place: string): boolean =>
    gaps.some((gap) => gap.code === code && gap.place === place);
  const marked = (code: ItemCode, place: string): boolean =>
    marks.some((mark) => mark.kind === "ruleid" && mark.code === code && mark.place === place);
  const codes = new Set(marks.filter(({ kind }) => kind === "ruleid").map(({ code }) => code));
  return [
    ...marks.flatMap(({ kind, code, place }) =>
      has(code, place) === (kind === "ruleid") ? [] : [`${place} is marked ${kind}: ${code}, and is not so`],
    ),
    ...gaps
      .filter(({ code, place }) => codes.has(code) && !marked(code, place))
      .map(({ code, place }) => `${place} has a gap of ${code} and no mark`),
  ];
}
