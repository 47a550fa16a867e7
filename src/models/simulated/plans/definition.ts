import { done, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { block, count, place, quoteLine } from "../text/prose.ts";
import { definedName } from "../text/outline.ts";
import { extensionOf } from "../text/paths.ts";
import type { Line } from "../results.ts";
import { escape } from "../question/searches.ts";
import { answerQuestion } from "../question/answerQuestion.ts";

/** Finds where a name is defined, shows the place, and counts its uses. */
export function* findDefinition(name: string, project: Project): Plan {
  const [found] = yield* project.search(`I'll look for \`${name}\`.`, [
    { query: `(?<![\\w$])${escape(name)}(?![\\w$])` },
  ]);
  const lines = found?.lines ?? [];
  if (lines.length === 0) return yield* answerQuestion(name, project);
  const definitions = lines.filter((line) => defines(line, name)).toSorted(byLikelihood);
  const [first] = definitions;
  const uses = lines.filter((line) => !definitions.includes(line));
  if (!first)
    return done(
      [
        `I found no definition of \`${name}\`, but it is used:`,
        uses.slice(0, 8).map(quoteLine).join("\n"),
      ].join("\n\n"),
    );
  const [file] = yield* project.extracts(`${place(first)} looks like it; I'll read there.`, [
    { path: first.path, from: first.number, to: first.number + MAX_EXCERPT },
  ]);
  const text = excerpt(file?.lines ?? [], first);
  const files = new Set(uses.map((line) => line.path)).size;
  const used =
    uses.length === 0
      ? "It is used nowhere else."
      : `It is used in ${count(uses.length, "more line")} of ${count(files, "file")}.`;
  const others = definitions.slice(1, 4).map(quoteLine);
  return done(
    [
      `\`${name}\` is defined at ${place(first)}:`,
      block(text, extensionOf(first.path)),
      ...(others.length > 0 ? [["Also defined here:", ...others].join("\n")] : []),
      used,
    ].join("\n\n"),
  );
}

const MAX_EXCERPT = 16;

/** From the definition up to the next one. */
function excerpt(lines: readonly Line[], first: Line): string {
  const end = lines.findIndex((line) => line.number > first.number && definedName(line.text) !== undefined);
  const shown = lines.slice(0, end === -1 ? lines.length : end).map((line) => line.text);
  return shown.join("\n").trimEnd() || first.text;
}

const defines = ({ text }: Line, name: string): boolean =>
  definedName(text) === name ||
  new RegExp(
    `^\\s*(?:export\\s+)?(?:(?:const|let|var|final|static|public|private|readonly)\\s+)*["']?${escape(name)}["']?\\s*(?::[^=]*)?(?:=(?!=)|:(?!:))`,
    "u",
  ).test(text);

const byLikelihood = (a: Line, b: Line): number => aside(a) - aside(b);

const aside = ({ path, text }: Line): number =>
  (/test/iu.test(path) ? 2 : 0) + (definedName(text) === undefined ? 1 : 0);
