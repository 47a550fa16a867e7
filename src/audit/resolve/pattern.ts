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

export const matchesAny = (patterns: readonly Pattern[], path: string): boolean =>
  patterns.some((pattern) => matches(pattern, path));

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
