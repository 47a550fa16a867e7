import { callsOf, codeOnly, isBalanced, type Span } from "../text/source.ts";
import { splice, type Change, type Source } from "./recipe.ts";

const PYTHON_CLIENTS = /(?:anthropic\.|openai\.)?(?:Async)?(?:Anthropic|OpenAI)/u;
const PYTHON_CALLS = /requests\.(?:get|post|put|patch|delete|request)|(?:urllib\.request\.)?urlopen/u;
const SCRIPT_CLIENTS = /(?<=new\s+)(?:Anthropic|OpenAI)/u;

/** Gives the client of a service, or the calls to one, a time limit of 30 seconds. */
export function addTimeout(source: Source): Change {
  const code = codeOnly(source.text, source.language);
  const python = source.language === "python";
  const clients = callsOf(code, python ? PYTHON_CLIENTS : SCRIPT_CLIENTS);
  const calls = clients.length > 0 || !python ? clients : callsOf(code, PYTHON_CALLS);
  const open = calls.filter(({ start, end }) => !/\btimeout\b/u.test(code.slice(start, end)));
  if (calls.length === 0)
    return { problem: `I see no client in \`${source.path}\` that takes a time limit.` };
  if (!isBalanced(code))
    return { problem: `I cannot tell code from text in \`${source.path}\` surely enough.` };
  if (open.length === 0) return { problem: `The client in \`${source.path}\` has a time limit already.` };
  let text = source.text;
  for (const call of open.toReversed()) text = python ? pythonTimeout(text, call) : scriptTimeout(text, call);
  return { text, summary: "gave the client a time limit of 30 seconds" };
}

function pythonTimeout(text: string, { start, end }: Span): string {
  const inside = text.slice(text.indexOf("(", start) + 1, end - 1);
  if (inside.trim() === "") return splice(text, end - 1 - inside.length, end - 1, "timeout=30.0");
  const separator = /,\s*$/u.test(inside) ? "" : ", ";
  const at = end - 1 - (/\s*$/u.exec(inside)?.[0].length ?? 0);
  const indent = /\n(?<indent>[ \t]+)\S/u.exec(inside)?.groups?.["indent"];
  const added =
    indent === undefined || separator !== "" ? `${separator}timeout=30.0` : `\n${indent}timeout=30.0,`;
  return splice(text, at, at, added);
}

function scriptTimeout(text: string, { start, end }: Span): string {
  const open = text.indexOf("(", start) + 1;
  const inside = text.slice(open, end - 1);
  if (inside.trim() === "") return splice(text, open, end - 1, "{ timeout: 30_000 }");
  const brace = text.indexOf("{", open) + 1;
  const rest = text.slice(brace, end - 1);
  const isEmpty = /^\s*\}/u.test(rest);
  const gap = /^\s*/u.exec(rest)?.[0] ?? " ";
  return splice(text, brace, brace, isEmpty ? " timeout: 30_000" : `${gap || " "}timeout: 30_000,`);
}
