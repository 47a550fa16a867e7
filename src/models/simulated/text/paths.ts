import { quotesIn } from "./quotes.ts";

const EXTENSIONS =
  `py pyi ipynb ts tsx mts cts js jsx mjs cjs json jsonl jsonc md mdx rst txt toml yaml yml ini cfg conf env
  properties csv tsv xml html htm css scss less sh bash zsh ps1 bat sql go rs java kt kts scala rb php c h cc cpp hpp cs
  swift dart lua r ex exs clj hs elm vue svelte proto graphql tf lock log gradle mk`.split(/\s+/u);

/** Of files that hold data or prose, not code. */
export const DATA_FILES = ["md", "txt", "json", "jsonl", "csv", "toml", "yaml", "yml", "ini", "cfg", "env"];

const SEGMENT = "[\\p{L}\\p{N}_@.+-]+";
const PATH = new RegExp(
  [
    `(?:${SEGMENT}/)+[\\p{L}\\p{N}_@+-]*(?:\\.[\\p{L}\\p{N}_-]+)*\\.[A-Za-z][A-Za-z0-9]*`,
    `[\\p{L}\\p{N}_@+-][\\p{L}\\p{N}_@.+-]*\\.(?:${EXTENSIONS.join("|")})`,
    "(?:Makefile|Dockerfile|README|LICENSE|CHANGELOG)",
  ]
    .map((form) => `(?<![\\p{L}\\p{N}_./-])(?:\\./)?${form}(?![\\p{L}\\p{N}_/(-]|\\.\\p{L})`)
    .join("|"),
  "gu",
);
const FOLDER = new RegExp(`(?<![\\p{L}\\p{N}_./:-])(?:\\./)?(?:${SEGMENT}/)+(?![\\p{L}\\p{N}_])`, "u");

/** The file paths that a text names, in its order; a line number behind one is left off. */
export function pathsIn(text: string): readonly string[] {
  const plain = [...text.matchAll(PATH)].map((match) => ({ at: match.index, path: match[0] }));
  const ticked = quotesIn(text)
    .filter((quote) => !quote.fenced && /^[^\s:*?"<>|(){}]+\/[^\s:*?"<>|(){}]+$/u.test(quote.text))
    .map((quote) => ({ at: quote.start, path: quote.text }));
  const inOrder = [...plain, ...ticked].toSorted((a, b) => a.at - b.at);
  return [...new Set(inOrder.map(({ path }) => withoutDot(path)))];
}

/** The first folder that a text names with its slash (`src/`), without it. */
export function folderIn(text: string): string | undefined {
  const match = FOLDER.exec(text)?.[0];
  return match && withoutDot(match).replace(/\/+$/u, "");
}

const withoutDot = (path: string): string => path.replace(/^\.\//u, "");

export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Lower case, without the dot; empty where there is none. */
export function extensionOf(path: string): string {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/** The path among `paths` that a person means by `wanted`: the same, else one that ends with it. */
export function resolvePath(wanted: string, paths: readonly string[]): string | undefined {
  const lower = wanted.toLowerCase();
  return (
    paths.find((path) => path === wanted) ??
    paths.find((path) => path.toLowerCase() === lower) ??
    paths.find((path) => path.toLowerCase().endsWith(`/${lower}`)) ??
    paths.find((path) => baseName(path).toLowerCase() === baseName(lower))
  );
}
