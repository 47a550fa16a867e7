import { ToolError } from "../core/tool.ts";

/**
 * Whether a path matches a glob: `*` and `?` within a folder, `**` across folders, `[a-z]`, `{a,b}`.
 * A glob without `/` is about the file's name, one with `/` about the whole path. Case counts.
 * Matching may take long where the glob is hostile: call it under a time limit.
 * @throws ToolError where the glob makes no sense.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const pattern = glob.replace(/^(?:\.?\/)+/, "");
  const whole = compile(pattern, glob);
  if (pattern.includes("/")) return (path) => whole.test(path);
  return (path) => whole.test(path.slice(path.lastIndexOf("/") + 1));
}

function compile(pattern: string, glob: string): RegExp {
  try {
    return new RegExp(`^${translate(pattern)}$`, "u");
  } catch (error) {
    throw new ToolError(`The glob ${JSON.stringify(glob)} is malformed.`, "invalid_tool_arguments", {
      cause: error,
    });
  }
}

const TOKEN = /\*\*\/|\*+|\[[!^]?\]?[^\]/]*\]|\\?[^]/gu;

function translate(pattern: string): string {
  let depth = 0;
  let result = "";
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token === "**/") result += "(?:[^/]+/)*";
    else if (token.startsWith("*")) result += token.length > 1 ? ".*" : "[^/]*";
    else if (token === "?") result += "[^/]";
    else if (token.startsWith("[") && token.length > 2) result += characterClass(token);
    else if (token === "{") {
      depth++;
      result += "(?:";
    } else if (token === "}" && depth > 0) {
      depth--;
      result += ")";
    } else if (token === "," && depth > 0) result += "|";
    else result += escapeRegExp(token.length > 1 ? token.slice(1) : token);
  }
  return result;
}

function characterClass(token: string): string {
  const negated = token[1] === "!" || token[1] === "^";
  const members = token.slice(negated ? 2 : 1, -1).replace(/[\\\][^]/g, String.raw`\$&`);
  return `${negated ? "(?!/)[^" : "["}${members}]`;
}

/** A pattern that matches exactly this text. */
export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
