import type { InsertPlace } from "../text/edits.ts";
import { pathsIn } from "../text/paths.ts";
import { groupsIn, maskQuotes, quotesIn } from "../text/quotes.ts";
import { isSummary } from "./look.ts";

/** Changing files. */
export type EditIntent =
  | ReplaceIntent
  | { readonly kind: "rename"; readonly from: string; readonly to: string; readonly path?: string }
  | InsertIntent
  | { readonly kind: "create"; readonly path: string; readonly text?: string }
  | RecipeIntent
  | { readonly kind: "unsupported"; readonly paths: readonly string[] };

export interface ReplaceIntent {
  readonly kind: "replace";
  /** The text itself, or what it is about (`the refund limit`). */
  readonly from: string;
  readonly to: string;
  /** The value that goes, where `from` is what it is about. */
  readonly old?: string;
  /** Whether `from` is surely the text itself. */
  readonly exact: boolean;
  /** Whether the whole lines go. */
  readonly lines: boolean;
  readonly path?: string;
}

export interface InsertIntent {
  readonly kind: "insert";
  readonly text: string;
  readonly path: string;
  readonly where: InsertPlace;
}

export type RecipeName = "retry" | "timeout" | "docstring" | "comment";

export interface RecipeIntent {
  readonly kind: "recipe";
  readonly recipe: RecipeName;
  readonly path?: string;
  /** The function or class that it is about. */
  readonly name?: string;
  /** The words of a comment. */
  readonly text?: string;
}

const POLITE = String.raw`^(?:(?:please|now|also|can you|could you|would you|let's|i want you to|you should)\s+)*`;
const RENAME = new RegExp(
  String.raw`${POLITE}rename\s+(?:the\s+)?(?:(?:function|method|class|variable|constant|field|symbol|parameter)\s+)?(?<from>\S+?)(?:\(\))?\s+(?:to|into|as)\s+(?<to>[^\s,.;]+?)(?:\(\))?(?:[\s,.;]|$)`,
  "iu",
);
const REPLACE = new RegExp(
  String.raw`${POLITE}(?:replace|change|substitute|swap|set|update|raise|lower|increase|decrease|reduce|bump)\s+(?:(?:all|every|each)\s+)?(?:occurrences?\s+of\s+)?(?:the\s+(?:text|word|line|string|value)\s+)?(?<from>.+?)\s+(?:from\s+(?<old>.+?)\s+)?(?:with|by|to|into)\s+(?<to>.+?)\s*(?:(?:everywhere\s+)?(?:in|inside|within|of)\s+(?:the\s+)?(?:file\s+)?(?<where>\S+\.\w+|\uE000+)\s*(?:file)?)?[.!]?$`,
  "iu",
);
const SCOPED = new RegExp(String.raw`${POLITE}in\s+(?<where>[^\s,]+),?\s+(?<rest>.+)$`, "isu");
const REMOVE = new RegExp(
  String.raw`${POLITE}(?:remove|delete|drop)\s+(?:the\s+)?(?<what>lines?|text|word|string|comment)?\s*(?<from>\uE000+)\s*(?:from|in)\b`,
  "iu",
);
const INSERT = new RegExp(
  String.raw`${POLITE}(?:add|append|insert|put|write|prepend)\s+(?:(?:a|the|this|another|an)\s+)?(?:(?:new|following)\s+)?(?:line|text|entry|item|sentence|paragraph|heading|row)?\s*(?:saying|that says|:)?\s*(?<text>\uE000+)`,
  "iu",
);
const CREATE = new RegExp(
  String.raw`${POLITE}(?:create|write|make|generate|add|save|put)\b.{0,80}?(?:(?:with|containing|saying|that (?:says|contains)|reading)(?:\s+(?:the\s+)?(?:content|contents|text|line|words?))?\s*:?\s*(?<text>.+))?$`,
  "isu",
);
const IMPERATIVE = new RegExp(
  String.raw`${POLITE}(?:add|implement|refactor|fix|improve|optimi[sz]e|write|create|make|convert|migrate|remove|delete|update|change|move|extract|replace|rename|insert|append|rewrite|wrap|document|give|put|set|clean|simplify|build|generate|port|upgrade|split|merge)\b`,
  "iu",
);

/** The reading of an instruction as an edit, the most exact first. */
export function editIntent(text: string): EditIntent | undefined {
  const scoped = groupsIn(text, SCOPED);
  if (scoped?.["where"] && scoped["rest"] && pathsIn(scoped["where"].text).length === 1)
    return editIntent(`${scoped["rest"].text.replace(/[.!]$/u, "")} in ${scoped["where"].text}`);
  if ((!IMPERATIVE.test(text) && !REPLACE.test(text)) || isSummary(text)) return undefined;
  return (
    renameIntent(text) ??
    recipeIntent(text) ??
    removeIntent(text) ??
    insertIntent(text) ??
    createIntent(text) ??
    replaceIntent(text) ??
    unsupported(text)
  );
}

function renameIntent(text: string): EditIntent | undefined {
  const { from, to } = groupsIn(text, RENAME) ?? {};
  if (!from || !to) return undefined;
  return NAME.test(from.text) && NAME.test(to.text)
    ? { kind: "rename", from: from.text, to: to.text, ...pathOf(text) }
    : undefined;
}

function replaceIntent(text: string): EditIntent | undefined {
  const { from, to, old, where } = groupsIn(text, REPLACE) ?? {};
  if (!from || !to) return undefined;
  return {
    kind: "replace",
    from: from.text,
    to: to.text,
    ...(old ? { old: old.text } : {}),
    exact: from.quoted,
    lines: false,
    ...(where ? { path: where.text } : {}),
  };
}

function removeIntent(text: string): EditIntent | undefined {
  const { from, what } = groupsIn(text, REMOVE) ?? {};
  return from
    ? {
        kind: "replace",
        from: from.text,
        to: "",
        exact: true,
        lines: /line/iu.test(what?.text ?? ""),
        ...pathOf(text),
      }
    : undefined;
}

function insertIntent(text: string): EditIntent | undefined {
  const line = groupsIn(text, INSERT)?.["text"];
  const path = pathsIn(text).at(-1);
  if (!line || path === undefined || /\b(?:create|new file)\b/iu.test(text)) return undefined;
  return { kind: "insert", text: line.text, path, where: placeIn(text) };
}

function placeIn(text: string): InsertPlace {
  const { relation, mark } =
    groupsIn(
      text,
      /\b(?<relation>after|below|under|before|above)\s+(?:the\s+)?(?:line\s+)?(?<mark>\uE000+)/iu,
    ) ?? {};
  if (relation && mark)
    return /before|above/iu.test(relation.text) ? { before: mark.text } : { after: mark.text };
  return /\b(?:top|start|beginning|first line|prepend)\b/iu.test(text) ? "start" : "end";
}

function createIntent(text: string): EditIntent | undefined {
  const path = pathsIn(text)[0];
  if (
    path === undefined ||
    !/\b(?:create|write|make|generate|new file|save|add (?:a |the )?(?:new )?file)\b/iu.test(text)
  )
    return undefined;
  const given = contentFor(text, path);
  const bare =
    /^\W*(?:(?:please|create|write|make|generate|add|an?|the|new|empty|file|called|named|at|in)\s+)*\S+[.!]?\s*$/iu.test(
      text,
    );
  if (given === undefined && !bare) return undefined;
  return { kind: "create", path, ...(given === undefined ? {} : { text: given }) };
}

/** A code block, a quote that is not the path, or the words after “with”. */
function contentFor(text: string, path: string): string | undefined {
  const quotes = quotesIn(text).filter((quote) => quote.text !== path);
  const chosen = quotes.find((quote) => quote.fenced) ?? quotes[0];
  return chosen?.text ?? groupsIn(text, CREATE)?.["text"]?.text;
}

const RECIPES: readonly (readonly [RecipeName, RegExp])[] = [
  ["retry", /\b(?:retry|retries|retrying|backoff|back-off)\b/iu],
  ["timeout", /\btime-?outs?\b/iu],
  [
    "docstring",
    /\b(?:doc-?strings?|js-?docs?|tsdoc|doc(?:umentation)? (?:comments?|blocks?))\b|\bdocument\b/iu,
  ],
  ["comment", /\bcomments?\b/iu],
];

function recipeIntent(text: string): EditIntent | undefined {
  if (!/\b(?:add|give|wrap|make|implement|put|insert|write|document|build|create|set)\b/iu.test(text))
    return undefined;
  const paths = pathsIn(text);
  const recipe = RECIPES.find(([, pattern]) => pattern.test(text))?.[0];
  if (recipe === undefined || /\bto\s+\d/u.test(text)) return undefined;
  const quoted = quotesIn(text).map((quote) => quote.text);
  const name =
    nameIn(text) ?? quoted.map((quote) => quote.replace("()", "")).find((quote) => NAME.test(quote));
  const words = quoted.find((quote) => quote.replace("()", "") !== name);
  return {
    kind: "recipe",
    recipe,
    ...(paths[0] === undefined ? {} : { path: paths[0] }),
    ...(name === undefined ? {} : { name }),
    ...(words === undefined ? {} : { text: words }),
  };
}

const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** The function that is meant: written with brackets, behind “function”, or like code. */
function nameIn(text: string): string | undefined {
  const { called, kind, snake } =
    /(?<![\w./-])(?<called>[\p{L}_$][\w$]*)\(\)|\b(?:function|method|class)\s+(?<kind>[\p{L}_$][\w$]*)|(?<![\w./-])(?<snake>[a-z]\w*_\w+|[a-z]+[A-Z]\w*)(?![\w./-])/u.exec(
      maskQuotes(text),
    )?.groups ?? {};
  return called ?? kind ?? snake;
}

const unsupported = (text: string): EditIntent => ({ kind: "unsupported", paths: pathsIn(text) });

function pathOf(text: string): { path?: string } {
  const path = pathsIn(text).at(-1);
  return path === undefined ? {} : { path };
}
