import type { ReplaceIntent } from "../intents/edit.ts";
import { gaveUp, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { escape } from "../question/searches.ts";
import type { Change } from "../recipes/recipe.ts";
import { factIn } from "../text/facts.ts";
import { code, count, quoteLine } from "../text/prose.ts";
import { contentWords, wordsOf } from "../text/words.ts";
import { changeFile } from "./change.ts";

/** Replaces a text, or the value of what it is about. */
export function* replace(intent: ReplaceIntent, project: Project): Plan {
  const path = intent.path ?? (yield* placeOf(intent, project));
  if (path === undefined) return gaveUp(`I found no file with “${intent.from}”, so I changed nothing.`);
  return yield* changeFile(project, path, (text) => replaceIn(text, path, intent));
}

/** The file that holds the text, or speaks of what it is about. */
function* placeOf({ from, exact }: ReplaceIntent, project: Project): Plan<string | undefined> {
  const words = contentWords(from);
  const query = exact || words.length === 0 ? escape(from) : words.map(escape).join(".*");
  const [found] = yield* project.search(`I'll look for “${from}”.`, [
    { query, ...(exact ? {} : { ignoreCase: true }) },
  ]);
  const lines = found?.lines ?? [];
  const fitting = lines.filter(({ text }) => exact || factIn(text) !== undefined);
  const [first, ...others] = fitting.length > 0 ? fitting : lines;
  const elsewhere = others.filter(({ path }) => path !== first?.path);
  if (elsewhere.length > 0)
    project.notes.push(
      `I left other places that speak of it as they are:\n${elsewhere.slice(0, 4).map(quoteLine).join("\n")}`,
    );
  return first?.path;
}

function replaceIn(text: string, path: string, intent: ReplaceIntent): Change {
  const { from, to, exact, lines } = intent;
  const times = text.split(from).length - 1;
  if (times > 0 && intent.old === undefined) {
    const whole = new RegExp(`^.*${escape(from)}.*\n?`, "gmu");
    return {
      text: lines ? text.replaceAll(whole, "") : text.replaceAll(from, () => to),
      summary:
        to === ""
          ? `removed ${code(from)}`
          : `replaced ${code(from)} with ${code(to)}${times > 1 ? `, ${count(times, "time")}` : ""}`,
    };
  }
  if (exact) return { problem: `${code(from)} does not occur in \`${path}\`.` };
  return setValue(text, path, intent);
}

/** Puts the new value into the line that speaks of the subject (`change the refund limit to 300`). */
function setValue(text: string, path: string, { from, to, old }: ReplaceIntent): Change {
  const subject = contentWords(from);
  const lines = text.split("\n");
  const scores = lines.map((line) => {
    const fits = factIn(line) !== undefined && (old === undefined || line.includes(old));
    const words = wordsOf(line);
    return fits ? subject.filter((word) => words.includes(word)).length : 0;
  });
  const index = scores.indexOf(Math.max(...scores));
  const line = lines[index] ?? "";
  const value = old ?? literalIn(factIn(line)?.value ?? "", to);
  if ((scores[index] ?? 0) === 0 || value === undefined)
    return { problem: `I see no value for “${from}” in \`${path}\`.` };
  const at = line.lastIndexOf(value);
  lines[index] = line.slice(0, at) + to + line.slice(at + value.length);
  return { text: lines.join("\n"), summary: `changed ${code(value)} to ${code(to)}` };
}

/** The number in a value where the new one is a number, else the whole value. */
const literalIn = (value: string, to: string): string | undefined =>
  /^[\d_.,]+$/u.test(to) ? /\d[\d_.,]*\d|\d/u.exec(value)?.[0] : value || undefined;
