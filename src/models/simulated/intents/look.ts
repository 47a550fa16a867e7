import { folderIn, pathsIn } from "../text/paths.ts";
import { quotesIn } from "../text/quotes.ts";

/** Looking at the project. */
export type LookIntent =
  | { readonly kind: "question"; readonly text: string }
  | { readonly kind: "definition"; readonly name: string }
  | { readonly kind: "summary"; readonly saveTo?: string }
  | { readonly kind: "list"; readonly folder?: string }
  | { readonly kind: "read"; readonly paths: readonly string[]; readonly explain: boolean };

const SUMMARY =
  /\b(?:summari[sz]e|summary|overview|sum up)\b|\b(?:describe|explain|what is|what's|what does)\s+(?:this|the)\s+(?:project|repo(?:sitory)?|code ?base|workspace|app(?:lication)?)\b|\bwhat (?:does|is) (?:this|it) (?:do|about)\b/iu;
const PROJECT =
  /\b(?:project|repo(?:sitory)?|code ?base|workspace|folder|app(?:lication)?|this|it|everything)\b|^\W*summar\p{L}+\W*$/iu;
const SAVE = /\b(?:to|in|into|as)\s+[`"“]?(?=[\w./-]+\.\w+)/iu;
const LIST =
  /^(?:please\s+)?(?:list|show)(?:\s+me)?\s+(?:all\s+)?(?:the\s+)?(?:files|folders|directories|tree|structure|project structure)\b|\bwhat files\b|\bwhich files are\b/iu;
const READ =
  /^(?:please\s+)?(?:now\s+)?(?:read|open|show(?: me)?|print|cat|display|look at|review|explain|describe|summari[sz]e|what(?:'s| is| does))\b/iu;
const EXPLAIN = /\b(?:explain|describe|summari[sz]e|review|what(?:'s| is| does))\b/iu;
const DEFINITION =
  /\bwhere(?:['’]s|\s+(?:is|are|do(?:es)?|can i find))\b.*?\b(?:defined?|declared?|implement(?:ed|ation)?|come from|live|definition)\b|^(?:please\s+)?(?:find|show me|go to)\s+(?:me\s+)?(?:the\s+)?definition\s+of\b|\bwhat\s+does\s+(?:the\s+)?(?:function\s+|method\s+|class\s+)?\S+\s+do\b/iu;
const IDENTIFIER =
  /(?<![\p{L}\p{N}_$])(?:[\p{L}_$][\w$]*(?:_[\w$]+|[a-z][A-Z][\w$]*)|[A-Z][a-z]+[A-Z]\w*|[\p{L}_$][\w$]*(?=\(\)))/u;

export function lookIntent(text: string): LookIntent | undefined {
  const paths = pathsIn(text);
  const name = DEFINITION.test(text) ? nameIn(text) : undefined;
  if (name !== undefined) return { kind: "definition", name };
  if (isSummary(text) || (SUMMARY.test(text) && paths.length === 0)) {
    const target = SAVE.test(text) ? paths.at(-1) : undefined;
    return { kind: "summary", ...(target === undefined ? {} : { saveTo: target }) };
  }
  if (LIST.test(text)) {
    const folder = folderIn(text);
    return { kind: "list", ...(folder === undefined ? {} : { folder }) };
  }
  if (paths.length > 0 && READ.test(text) && isOnlyAbout(text, paths))
    return { kind: "read", paths, explain: EXPLAIN.test(text) };
  return undefined;
}

/** Whether a text asks for a summary of the project. */
export const isSummary = (text: string): boolean =>
  SUMMARY.test(text) && PROJECT.test(text) && quotesIn(text).every((quote) => !/\s/u.test(quote.text));

/** The name that is asked for: quoted, written like code, or the word before “defined”. */
function nameIn(text: string): string | undefined {
  const quoted = quotesIn(text)[0]?.text.replace(/\(.*\)$/u, "");
  const word =
    /\bwhere(?:['’]s|\s+(?:is|are|does|do|can i find))\s+(?:the\s+)?(?:\p{L}+\s+)*?(?<name>[\p{L}_$][\w$]*)(?:\(\))?\s+(?:function\s+|class\s+|constant\s+|type\s+)?(?:is\s+)?(?:defined|declared|implemented|come|live)/iu;
  const after = /\bdefinition\s+of\s+(?:the\s+)?(?<name>[\p{L}_$][\w$]*)/iu;
  return (
    quoted ??
    IDENTIFIER.exec(text)?.[0] ??
    after.exec(text)?.groups?.["name"] ??
    word.exec(text)?.groups?.["name"]
  );
}

/** Whether the text asks for the files themselves, not for something in them. */
function isOnlyAbout(text: string, paths: readonly string[]): boolean {
  let rest = text;
  for (const path of paths) rest = rest.replace(path, " ");
  const words = rest.match(/\p{L}{3,}/gu) ?? [];
  return words.filter((word) => !ABOUT.has(word.toLowerCase())).length === 0;
}

const ABOUT = new Set(
  `read open show print cat display look review explain describe summarise summarize summary what whats does the
  and file files contents content please now for you can could would tell give about works work how this that there
  inside`.split(/\s+/u),
);
