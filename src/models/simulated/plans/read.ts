import { definitionsIn } from "../text/outline.ts";
import { extensionOf } from "../text/paths.ts";
import { done, gaveUp, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { block, code, count, place } from "../text/prose.ts";
import type { FileText } from "../results.ts";

/** Shows files, or says what is in them. */
export function* readFiles(paths: readonly string[], explain: boolean, project: Project): Plan {
  const sections: string[] = [];
  for (const path of paths) {
    const file = yield* project.whole(`I'll read \`${path}\`.`, path);
    if (file.problem !== undefined)
      return gaveUp([...sections, `I could not read \`${path}\`: ${file.problem}`].join("\n\n"));
    sections.push(explain ? explainFile(file) : showFile(file));
  }
  return done(sections.join("\n\n"));
}

const SHOWN_LINES = 80;

function showFile({ path, lines }: FileText): string {
  const text = lines
    .slice(0, SHOWN_LINES)
    .map((line) => line.text)
    .join("\n");
  const head = `\`${path}\` (${count(lines.length, "line")})${lines.length > SHOWN_LINES ? `, the first ${SHOWN_LINES}` : ""}:`;
  return lines.length === 0 ? `\`${path}\` is empty.` : `${head}\n\n${block(text, extensionOf(path))}`;
}

/** What a file says of itself: its opening, its headings or keys, its definitions. */
function explainFile({ path, lines }: FileText): string {
  const definitions = definitionsIn(lines);
  const items = definitions
    .slice(0, 20)
    .map(({ name, line, doc }) => `- ${code(name)} (${place(line)})${doc && `: ${doc}`}`);
  const headings = lines.filter((line) => /^#{1,3} \S/u.test(line.text)).slice(0, 12);
  const sections = headings.map((line) => `- ${line.text.replace(/^#+ /u, "")} (${place(line)})`);
  const opening = openingOf(lines.map((line) => line.text));
  return [
    `\`${path}\` has ${count(lines.length, "line")}.${opening && ` It says of itself: ${opening}`}`,
    ...(extensionOf(path) === "md" && sections.length > 0 ? [["Sections:", ...sections].join("\n")] : []),
    ...(items.length > 0 ? [["It defines:", ...items].join("\n")] : []),
  ].join("\n\n");
}

const MAX_OPENING = 240;

/** The first sentence of prose in a file: its docstring, first comment or first paragraph. */
export function openingOf(lines: readonly string[]): string {
  const text = lines
    .slice(0, 30)
    .map((line) => line.replace(/^\s*(?:"""|'''|\/\*\*?|\*\/?|\/\/|#+(?!!)|<!--|>)\s?/u, "").trim())
    .filter(
      (line) => line !== "" && !/^(?:import|from|export|const|let|use strict|---|#!|@|[{[(])/u.test(line),
    );
  const first = text.find((line) => /\p{L}+ \p{L}+ \p{L}+/u.test(line)) ?? "";
  const sentence = /^.*?[.!?](?=\s|"|$)/u.exec(first)?.[0] ?? first.replace(/["']{3}$/u, "");
  return sentence.slice(0, MAX_OPENING);
}
