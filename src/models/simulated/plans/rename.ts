import { done, gaveUp, type Outcome, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { escape } from "../question/searches.ts";
import type { Change } from "../recipes/recipe.ts";
import { nameExpression } from "../text/edits.ts";
import { count, ticked } from "../text/prose.ts";
import { changeFile } from "./change.ts";

const MAX_FILES = 20;

/** Renames every whole-word occurrence of a name: in all files that have it, or in none. */
export function* rename(from: string, to: string, path: string | undefined, project: Project): Plan {
  const found = yield* project.search(
    `I'll find every place that uses \`${from}\`, and whether \`${to}\` is free.`,
    [{ query: whole(from) }, { query: whole(to) }],
  );
  const [uses, taken] = found.map(({ lines }) => [...new Set(lines.map((line) => line.path))]);
  const paths = path === undefined ? (uses ?? []) : [path];
  const clash = taken?.filter((each) => paths.includes(each)) ?? [];
  if (paths.length === 0)
    return gaveUp(`I found no \`${from}\` in the project, so there is nothing to rename.`);
  if (clash.length > 0) return gaveUp(`${ticked(clash)} has a \`${to}\` already, so I changed nothing.`);
  if (paths.length > MAX_FILES || found.some(({ partial }) => partial))
    return gaveUp(`\`${from}\` is used in too many places for me, so I changed nothing. Name one file.`);
  return yield* renameInAll(paths, from, to, project);
}

const whole = (name: string): string => `(?<![\\w$])${escape(name)}(?![\\w$])`;

function* renameInAll(paths: readonly string[], from: string, to: string, project: Project): Plan {
  const outcomes: Outcome[] = [];
  for (const path of paths) {
    outcomes.push(yield* changeFile(project, path, (text, found) => renameIn(text, found, from, to)));
    if (outcomes.at(-1)?.done === false) break;
  }
  const text = outcomes.map((outcome) => outcome.text).join("\n\n");
  return outcomes.every((outcome) => outcome.done) ? done(text) : gaveUp(text);
}

function renameIn(text: string, path: string, from: string, to: string): Change {
  const times = [...text.matchAll(nameExpression(from))].length;
  if (times === 0) return { problem: `\`${path}\` has no \`${from}\`.` };
  if (nameExpression(to).test(text)) return { problem: `\`${path}\` has a \`${to}\` already.` };
  return {
    text: text.replaceAll(nameExpression(from), () => to),
    summary: `renamed \`${from}\` to \`${to}\` ${count(times, "time")}`,
  };
}
