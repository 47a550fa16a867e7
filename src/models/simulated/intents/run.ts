import { quotesIn } from "../text/quotes.ts";
import { folderIn } from "../text/paths.ts";

/** Running something. */
export type CommandIntent =
  | { readonly kind: "tests"; readonly language?: "python" | "javascript" }
  | { readonly kind: "command"; readonly command: string; readonly folder?: string };

const RUN = /^(?:please\s+|now\s+|can you\s+|could you\s+|and\s+)*(?:re-?run|run|execute|start|launch)\b/iu;
const TESTS =
  /\b(?:unit |the |all |its |my |python |node |javascript |typescript |offline )*(?:tests?|test suite|specs?|checks)\b/iu;
const VERIFY =
  /^(?:please\s+|now\s+)*(?:(?:verify|check|make sure)\b.*\btests?\b.*\b(?:pass|run|work|green|ok)|test (?:it|the project|everything|this)|do the tests pass)\b/iu;
const KNOWN =
  /^(?:npm|npx|node|yarn|pnpm|python3?|pytest|pip|make|go|cargo|bash|sh|ls|cat|echo|git|grep|wc|head|tail|sleep|tsc|mvn|gradle|dotnet|ruby|true|false|exit|pwd|date|printf|touch|mkdir|find|sed)\b/u;

export function commandIntent(text: string): CommandIntent | undefined {
  if (VERIFY.test(text)) return { kind: "tests", ...language(text) };
  const run = RUN.exec(text);
  if (!run) return undefined;
  const quoted = quotesIn(text)[0]?.text;
  if (quoted !== undefined) return { kind: "command", command: quoted, ...folder(text) };
  const rest = text
    .slice(run[0].length)
    .trim()
    .replace(/^the (?:command|script)\s+/iu, "");
  const plain = rest.replace(/[.!]$/u, "");
  if (KNOWN.test(plain)) return { kind: "command", command: plain };
  return TESTS.test(rest) ? { kind: "tests", ...language(rest) } : undefined;
}

function language(text: string): { language?: "python" | "javascript" } {
  if (/\bpython|pytest|unittest\b/iu.test(text)) return { language: "python" };
  return /\b(?:node|javascript|typescript|npm)\b/iu.test(text) ? { language: "javascript" } : {};
}

function folder(text: string): { folder?: string } {
  const named = /\bin\s+(?=\S+\/)/iu.test(text) ? folderIn(text) : undefined;
  return named === undefined ? {} : { folder: named };
}
