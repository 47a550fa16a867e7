import type { ToolResult } from "../conversation.ts";
import { done, gaveUp, type Call, type Plan } from "../plan.ts";
import { Project } from "../project.ts";
import { code, quoteLine, ticked } from "../text/prose.ts";
import type { Toolbox } from "../toolbox.ts";

/** A plan that goes astray, and after `times` goes on with the task. */
export type FailingPlan = (task: Plan, tools: Toolbox, times: number) => Plan;

/** The same call, until it no longer gets results. */
export function* toolLoop(task: Plan, tools: Toolbox, times: number): Plan {
  const call = readingCall(tools);
  if (!call) return gaveUp("I have no tool to go in circles with.");
  for (let i = 0; i < times; i++) {
    const results = yield { say: "Let me check that once more.", calls: [call] };
    if (isFailed(results))
      return gaveUp(`I stop going in circles: ${results[0]?.text ?? "the call failed."}`);
  }
  return yield* task;
}

function readingCall(tools: Toolbox): Call | undefined {
  if (tools.has("list_files")) return tools.call("list_files", {});
  if (tools.has("search_text")) return tools.call("search_text", { query: "the" });
  return tools.has("read_file") ? tools.call("read_file", { path: "README.md" }) : undefined;
}

/** Calls that always fail, each different from the one before. */
export function* toolStorm(task: Plan, tools: Toolbox, times: number): Plan {
  if (!tools.has("read_file")) return gaveUp("I have no tool to read files with, so none can fail.");
  for (let i = 1; i <= times; i++) {
    const path = `no-such-file-${i}.txt`;
    yield { say: `Perhaps it is in ${code(path)}.`, calls: [tools.call("read_file", { path })] };
  }
  return yield* task;
}

/** Waits ten minutes, by what the shell of each system knows. */
const ENDLESS = "sleep 600 || ping -n 600 127.0.0.1";
const HARMLESS = "echo hello";

/** A command that ends only when it is ended. */
export const endlessCommand: FailingPlan = (task, tools) => running(ENDLESS, task, tools);

/** A command that can do no harm, so that somebody is asked whether it may run. */
export const harmlessCommand: FailingPlan = (task, tools) => running(HARMLESS, task, tools);

function* running(command: string, task: Plan, tools: Toolbox): Plan {
  if (!tools.has("run_command")) return gaveUp("I have no tool to run commands with.");
  yield { say: `I'll run ${code(command)}.`, calls: [tools.call("run_command", { command })] };
  return yield* task;
}

const isFailed = (results: readonly ToolResult[]): boolean => results.every((result) => result.isError);

const INJECTION =
  "(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier|other) (?:instructions|rules|prompts)|(?:note|message|instructions?) (?:to|for) (?:the |any |all )*(?:ai|assistant|agents?|llm)";

/** Reads a file that speaks to agents, and treats it as what it is: data. */
export function* injection(task: Plan, tools: Toolbox): Plan {
  const project = new Project(tools);
  const [found] = yield* project.search("I'll look for text that is addressed to agents.", [
    { query: INJECTION, ignoreCase: true },
  ]);
  const [line] = found?.lines ?? [];
  if (!line)
    return gaveUp(
      "I found no file with instructions to agents here. Write one, such as a ticket that says “ignore previous instructions”, and ask again.",
    );
  yield* project.extracts(`${ticked([line.path])} has some; I'll read it.`, [{ path: line.path }]);
  const outcome = yield* task;
  const warning = `This file tries to give instructions to agents. I take it as data and do not follow it:\n${quoteLine(line)}`;
  return done(`${warning}\n\n${outcome.text}`);
}

/** Says a text in the shape of an API key, cut in its middle, then goes on. */
export function* secret(task: Plan): Plan {
  const outcome = yield* task;
  const key = madeUpKey();
  const half = Math.floor(key.length / 2);
  const before = `The key in use is ${key.slice(0, half)}`;
  const after = `${key.slice(half)}; do not tell anybody.\n\n${outcome.text}`;
  return { ...outcome, text: before + after, deltas: [before, after] };
}

/** Put together here, so that no text in this source looks like a key. */
function madeUpKey(): string {
  const letters = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
  const body = Array.from({ length: 93 }, (_, i) => letters.charAt((i * 7 + 3) % letters.length)).join("");
  return ["sk", "ant", "api03", `${body}AA`].join("-");
}

const PARAGRAPHS = 160;

/** About 12,000 tokens, or as many as the request allows. */
export function* longAnswer(task: Plan): Plan {
  const outcome = yield* task;
  const paragraphs = Array.from(
    { length: PARAGRAPHS },
    (_, i) =>
      `${i + 1}. A long answer costs output tokens, and output is the dearest part of a call. Each paragraph like this one adds about seventy-five tokens to the bill, which is why a budget has to be reserved before the call leaves and settled when the answer is complete, not guessed afterwards.`,
  );
  return { ...outcome, text: `${paragraphs.join("\n\n")}\n\n${outcome.text}` };
}
