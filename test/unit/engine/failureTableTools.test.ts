import type { Block } from "../../support/messagesApi.ts";
import { fault, say, truncatedCall, type Step } from "../../support/fakeAnthropic/index.ts";
import { describeRows, times, type Row } from "../../support/turns/failureRows.ts";

const call = (name: string, input: unknown): Block => ({ type: "tool_use", name, input });
const read = (path: string): Step => say(call("read_file", { path }));
const DONE = say("Done.");
const ok = (count: number): readonly string[] => times(count, "ok");

const ROWS: Readonly<Record<string, Row>> = {
  "one tool call that fails": {
    steps: [read("missing.txt"), DONE],
    attempts: ok(2),
    tools: ["tool_error"],
  },
  "a tool that does not exist": {
    steps: [say(call("no_such_tool", {})), DONE],
    attempts: ok(2),
    tools: ["invalid_tool_arguments"],
  },
  "arguments that do not fit, once": {
    steps: [say(call("read_file", { file: 1 })), read("notes.txt"), DONE],
    attempts: ok(3),
    tools: ["invalid_tool_arguments", "ok"],
  },
  "arguments that never fit": {
    steps: times(5, say(call("read_file", { file: 1 }))),
    attempts: ok(5),
    tools: times(5, "invalid_tool_arguments"),
    failure: "invalid_tool_arguments",
    says: /5 times in a row/,
  },
  "a command that takes too long": {
    steps: [say(call("run_command", { command: "sleep 60" })), DONE],
    settings: { commandTimeout: 1 },
    attempts: ok(2),
    tools: ["tool_timeout"],
  },
  "an action that the person does not allow": {
    steps: [say(call("run_command", { command: "echo no" })), DONE],
    approve: { decision: "deny", reason: "not today" },
    attempts: ok(2),
    tools: ["approval_denied"],
  },
  "the same call again and again": {
    steps: times(5, read("notes.txt")),
    attempts: ok(5),
    tools: ok(5),
    failure: "tool_loop",
  },
  "more model calls than a turn may make": {
    steps: [read("notes.txt"), say(call("list_files", {}))],
    settings: { maxIterations: 2 },
    attempts: ok(2),
    tools: ok(2),
    failure: "tool_loop",
    says: /2 model calls/,
  },
  "a storm of tool errors": {
    steps: Array.from({ length: 10 }, (_, number) => read(`missing-${number}.txt`)),
    attempts: ok(10),
    tools: times(10, "tool_error"),
    failure: "tool_storm",
    says: /10 of the last 10 tool calls failed/,
  },
  "a tool call that was cut at the limit of output": {
    steps: [truncatedCall("read_file", '{"path":"no'), say("I do without it.")],
    attempts: ["ok", "ok"],
  },
  "a tool call that was cut at the limit of output twice": {
    steps: times(2, truncatedCall("read_file", '{"path":"no')),
    attempts: ["ok", "ok"],
    failure: "output_truncated",
  },
  "a conversation that can be made no shorter": {
    steps: [fault("prompt_too_long")],
    attempts: ["context_overflow"],
    failure: "context_overflow",
    spend: "nothing",
  },
  "a conversation that is longer than the server takes": {
    steps: [...times(4, read("notes.txt")), fault("prompt_too_long"), DONE],
    attempts: [...ok(4), "context_overflow", "ok"],
    tools: ok(4),
  },
};

describeRows("a turn in which tools or the conversation fail", ROWS);
