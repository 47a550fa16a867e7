/**
 * Patterns over the paths of packages' symbols, as the knowledge tables write them:
 * - `{a,b}`: one of these; `[.x]`: with or without it; `*`: any name; `**`: anything.
 * - `()`: a call or `new`; without arguments being looked at.
 *
 * `anthropic.{Anthropic,AsyncAnthropic}()[.beta].messages.{create,stream}()`
 */
export type Pattern = string;

const compiled = new Map<Pattern, RegExp>();

/** Whether a path matches a pattern as a whole. */
export function matches(pattern: Pattern, path: string): boolean {
  let regex = compiled.get(pattern);
  if (regex === undefined) {
    regex = compile(pattern);
    compiled.set(pattern, regex);
  }
  return regex.test(path);
}

/** Whether a path matches one of some patterns. */
export const matchesAny = (patterns: readonly Pattern[], path: string): boolean => matcherOf(patterns)(path);

/** The same for many paths: whether one matches. */
export const matcherOf = (patterns: readonly Pattern[]): ((path: string) => boolean) =>
  anyOf(patterns).matches;

function remembering(regex: RegExp): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    let found = known.get(path);
    if (found === undefined) {
      found = regex.test(path);
      if (known.size > MOST_KNOWN) known.clear();
      known.set(path, found);
    }
    return found;
  };
}

/** Paths that are remembered; a tree of any size has few of those that it calls again and again. */
const MOST_KNOWN = 2_000;

interface CompiledList {
  readonly patterns: readonly Pattern[];
  readonly matches: (path: string) => boolean;
}

const compiledLists = new Map<Pattern | undefined, CompiledList[]>();

/** One regular expression for a list, which is found again by what is in it. */
function anyOf(patterns: readonly Pattern[]): CompiledList {
  const [first] = patterns;
  let lists = compiledLists.get(first);
  if (lists === undefined) {
    lists = [];
    compiledLists.set(first, lists);
  }
  const known = lists.find((list) => isSameList(list.patterns, patterns));
  if (known !== undefined) return known;
  const regex =
    patterns.length === 0 ? /(?!)/ : new RegExp(patterns.map((pattern) => compile(pattern).source).join("|"));
  const list = { patterns, matches: remembering(regex) };
  lists.push(list);
  return list;
}

/** Finds the first row of a table that has a pattern for a path. */
export function finderOf<T>(
  rows: readonly T[],
  patternsOf: (row: T) => readonly Pattern[],
): (path: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  const tests = rows.map((row) => ({ row, matches: matcherOf(patternsOf(row)) }));
  return (path) => {
    if (known.has(path)) return known.get(path);
    if (known.size > MOST_KNOWN) known.clear();
    const found = tests.find(({ matches: isOne }) => isOne(path))?.row;
    known.set(path, found);
    return found;
  };
}

/** Whether two lists are of the same patterns in the same order. */
export const isSameList = (one: readonly Pattern[], other: readonly Pattern[]): boolean =>
  one === other || (one.length === other.length && one.every((pattern, index) => pattern === other[index]));

function compile(pattern: Pattern): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (pattern.startsWith("**", at)) {
      source += ".*";
      at++;
    } else if (pattern.startsWith("[]", at)) {
      source += String.raw`\[\]`;
      at++;
    } else source += SYNTAX[character] ?? character.replace(/[$()*+.?\\^|]/, String.raw`\$&`);
  }
  return new RegExp(`^${source}$`);
}

const SYNTAX: Readonly<Record<string, string>> = {
  "{": "(?:",
  "}": ")",
  ",": "|",
  "[": "(?:",
  "]": ")?",
  "*": String.raw`[\w$@/-]+`,
};

/** Takes out of a client's path what changes nothing about which call it is. */
export const plainPath = (path: string): string =>
  path.replaceAll(
    /\.(?:with_raw_response|with_streaming_response)\b|\.(?:with_options|withOptions|copy)\(\)/g,
    "",
  );
