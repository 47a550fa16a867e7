import { baseName, extensionOf, folderOf } from "../text/paths.ts";
import { done, type Plan } from "../plan.ts";
import type { Project } from "../project.ts";
import { code, count, listOf, ticked } from "../text/prose.ts";
import type { FileText } from "../results.ts";
import { createFile } from "./create.ts";
import { openingOf } from "./read.ts";

const TELLING =
  /^(?:readme(?:\.\w+)?|package\.json|pyproject\.toml|agents\.md|cargo\.toml|go\.mod|makefile)$/iu;
const MAX_READ = 4;
const TOP_LINES = 60;

/** Says what the project is: its README's opening, its parts, how it is run; written to a file if asked. */
export function* summarise(saveTo: string | undefined, project: Project): Plan {
  const files = yield* project.files("I'll see what is in the project first.");
  const telling = files
    .filter((path) => TELLING.test(baseName(path)))
    .toSorted(byDepth)
    .slice(0, MAX_READ);
  const [main, ...rest] = sourcesOf(files);
  const wanted = [...telling, ...(telling.length < MAX_READ && main ? [main] : [])];
  const read = yield* project.extracts(
    `${ticked(wanted)} should say most about it.`,
    wanted.map((path) => ({ path, from: 1, to: TOP_LINES })),
  );
  const text = describe(files, read, main ? [main, ...rest] : []);
  if (saveTo === undefined) return done(text);
  const saved = yield* createFile(saveTo, text, project);
  return saved.done ? done(`${text}\n\nI wrote this to \`${saveTo}\`.`) : saved;
}

const byDepth = (a: string, b: string): number => a.split("/").length - b.split("/").length;

const sourcesOf = (files: readonly string[]): readonly string[] =>
  files
    .filter(
      (path) => /^(?:py|ts|tsx|js|mjs|go|rs|java)$/u.test(extensionOf(path)) && !/test|__init__/iu.test(path),
    )
    .toSorted((a, b) => rankOf(a) - rankOf(b) || byDepth(a, b));

const rankOf = (path: string): number =>
  /^(?:main|index|app|cli|agent|server|__main__)\./u.test(baseName(path)) ? 0 : 1;

function describe(files: readonly string[], read: readonly FileText[], sources: readonly string[]): string {
  if (files.length === 0) return "The project has no files that I can see.";
  const readme = read.find(({ path }) => /^readme/iu.test(baseName(path)));
  const paragraphs = [
    opening(readme ?? read[0]),
    `It has ${count(files.length, "file")}: ${kindsOf(files)}.`,
    foldersOf(files),
    sources.length > 0 ? `Its code begins in ${ticked(sources.slice(0, 3))}.` : "",
    ...read.flatMap(howToRun),
  ];
  return paragraphs.filter(Boolean).join("\n\n");
}

function opening(file: FileText | undefined): string {
  if (!file) return "";
  const lines = file.lines.map((line) => line.text);
  const title = lines.find((line) => line.startsWith("# "))?.slice(2);
  const paragraph = lines.find((line) => /^\p{L}.{40,}/u.test(line));
  const prose = paragraph?.slice(0, 500) ?? openingOf(lines);
  return (
    `${title === undefined ? "" : `**${title}.** `}${prose}`.trim() + (prose ? ` (\`${file.path}\`)` : "")
  );
}

function kindsOf(files: readonly string[]): string {
  const kinds = new Map<string, number>();
  for (const path of files) {
    const kind = extensionOf(path) || "other";
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const ordered = [...kinds].toSorted(([, a], [, b]) => b - a);
  return listOf(ordered.map(([kind, amount]) => `${amount} ${kind}`));
}

function foldersOf(files: readonly string[]): string {
  const folders = new Map<string, number>();
  for (const path of files) {
    const folder = folderOf(path).split("/")[0] ?? "";
    if (folder !== "") folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  const items = [...folders].toSorted(([, a], [, b]) => b - a).slice(0, 8);
  return items.map(([folder, amount]) => `- ${code(`${folder}/`)}: ${count(amount, "file")}`).join("\n");
}

function howToRun({ path, text }: FileText): readonly string[] {
  if (baseName(path) !== "package.json") return [];
  const test = /"test"\s*:\s*"(?<command>(?:[^"\\]|\\.)*)"/u.exec(text)?.groups?.["command"];
  return test === undefined ? [] : [`\`npm test\` runs ${code(test)}.`];
}
