import assert from "node:assert/strict";
import { BUILTIN_AGENT } from "../../../src/agent/builtinAgent.ts";
import type { EditorTool, EditorTools } from "../../../src/core/editor.ts";
import { DEFAULT_SETTINGS } from "../../../src/core/settings.ts";
import { editorTools } from "../../../src/tools/editorTools.ts";
import { VirtualClock } from "../../support/virtualClock.ts";
import { refusal, toolCall } from "./room.ts";

const WEATHER: EditorTool = {
  name: "weather",
  description: "The weather",
  inputSchema: { properties: { city: { type: "string" } } },
};

type Invoke = EditorTools["invoke"];

const clockOf = () => new VirtualClock();

/** What becomes of tools that an editor offers. */
async function toolsOf(
  tools: readonly EditorTool[],
  invoke: Invoke = () => Promise.resolve("sunny"),
  clock = clockOf(),
) {
  const provider = editorTools({
    editor: { list: () => tools, invoke },
    clock,
    settings: { current: { ...DEFAULT_SETTINGS, commandTimeout: 30 } },
  });
  return provider.tools(BUILTIN_AGENT);
}

async function only(invoke: Invoke, clock?: VirtualClock) {
  const [tool] = await toolsOf([WEATHER], invoke, clock);
  assert.ok(tool);
  return tool;
}

describe("a tool of another extension", () => {
  it("is one that may do anything, under a name that says where it comes from", async () => {
    const tool = await only(() => Promise.resolve("sunny"));
    assert.deepEqual(
      [tool.name, tool.aliases, tool.effects, tool.source, tool.inputSchema["type"], "approval" in tool],
      ["vscode__weather", ["weather"], "execute+network", "vscode", "object", false],
    );
    assert.equal(tool.title({ city: "Bern" }), '{"city":"Bern"}');
  });

  it("gets its input and gives its text", async () => {
    const calls: unknown[] = [];
    const tool = await only((name, input) => {
      calls.push([name, input]);
      return Promise.resolve("sunny");
    });
    assert.equal((await tool.run({ city: "Bern" }, toolCall())).text, "sunny");
    assert.deepEqual(calls, [["weather", { city: "Bern" }]]);
  });

  it("that fails tells the model why", async () => {
    const error = await refusal(
      (await only(() => Promise.reject(new Error("no such city")))).run({}, toolCall()),
    );
    assert.deepEqual([error.failure, error.message], ["tool_error", "weather failed: no such city"]);
  });

  it("that ignores a stop does not hold it up, and is told of it", async () => {
    const stop = new AbortController();
    let told: AbortSignal | undefined;
    const tool = await only((_name, _input, signal) => {
      told = signal;
      return new Promise(() => undefined);
    });
    const running = refusal(tool.run({}, toolCall({ signal: stop.signal })));
    stop.abort();
    assert.equal((await running).failure, "cancelled");
    assert.equal(told?.aborted, true);
  });

  it("that takes longer than a command may is given up", async () => {
    const clock = clockOf();
    const tool = await only(() => new Promise(() => undefined), clock);
    const running = refusal(tool.run({}, toolCall()));
    await clock.advance(30_000);
    const { failure, message } = await running;
    assert.deepEqual(
      [failure, message],
      ["tool_timeout", "weather did not end within 30 seconds and was stopped."],
    );
  });

  it("that floods its result keeps both ends of it", async () => {
    const flood = `begin${"x".repeat(50_000_000)}end`;
    const { text } = await (await only(() => Promise.resolve(flood))).run({}, toolCall());
    assert.ok(text.length < 2.2e6 && text.startsWith("begin") && text.endsWith("end"));
    assert.match(text, /characters left out/);
  });

  it("that takes no object is left out, for the API would refuse everything", async () => {
    const odd = { ...WEATHER, name: "odd", inputSchema: { type: "array" } };
    assert.deepEqual(
      (await toolsOf([odd, { name: "bare", description: "" }])).map(({ name, inputSchema }) => [
        name,
        inputSchema,
      ]),
      [["vscode__bare", { type: "object" }]],
    );
  });

  it("that belongs to VS Code's own chat is for agents that name it", async () => {
    const names = ["copilot_readFile", "vscode_fetchWebPage_internal", "copilots_friend", "weather"];
    const tools = await toolsOf(names.map((name) => ({ ...WEATHER, name })));
    assert.deepEqual(
      tools.map(({ optIn = false }) => optIn),
      [true, true, false, false],
    );
  });
});
