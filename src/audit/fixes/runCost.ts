import type { Site } from "../project/project.ts";
import { insert, type Edit } from "./fix.ts";
import { below } from "./source.ts";

/** Logs what a run of Claude's agent cost, as its result says, in the loop over its messages. */
export function runCost(site: Site): readonly Edit[] {
  const { file, call } = site;
  const isPython = file.language === "python";
  const { text } = file;
  const head = text.slice(text.lastIndexOf("\n", call.start) + 1, call.start);
  const [, message] =
    (isPython
      ? /^[ \t]*async for (\w+) in $/.exec(head)
      : /^[ \t]*for await \((?:const|let) (\w+) of $/.exec(head)) ?? [];
  // The body has lines of its own.
  const [opening, indent] =
    (isPython ? /^:[ \t]*\r?\n([ \t]+)/ : /^\) \{[ \t]*\r?\n([ \t]*)/).exec(text.slice(call.end)) ?? [];
  if (message === undefined || opening === undefined || indent === undefined) return [];
  const line = isPython ? `log_run_cost(${message})` : `logRunCost(${message});`;
  const helper = isPython ? PYTHON : ecmascript(/\.[cm]?tsx?$/.test(file.path));
  const imports = isPython
    ? ["import logging", "from claude_agent_sdk import ResultMessage"]
    : ['import { createWriteStream } from "node:fs";'];
  return [insert(file, call.end + opening.length, `${line}\n${indent}`), ...below(file, imports, helper)];
}

const PYTHON = `
def log_run_cost(message):
    """Logs what a run cost, once its result is there."""
    if isinstance(message, ResultMessage):
        cost_usd = message.total_cost_usd
        logging.getLogger("costs").info("run: %s USD", cost_usd, extra={"cost_usd": cost_usd})
`;

const ecmascript = (typed: boolean): string => `
const costs = createWriteStream("costs.jsonl", { flags: "a" });

/** Logs what a run cost, once its result is there. */
function logRunCost(message${typed ? ": { type: string; total_cost_usd?: number }" : ""}) {
  if (message.type !== "result") return;
  costs.write(\`\${JSON.stringify({ at: new Date().toISOString(), costUsd: message.total_cost_usd })}\\n\`);
}
`;
