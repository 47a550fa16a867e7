import assert from "node:assert/strict";
import { BUILTIN_AGENT } from "../../../src/agent/builtinAgent.ts";
import type { AgentDefinition } from "../../../src/core/agent.ts";
import type { ToolDefinition } from "../../../src/core/model.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { ToolError, type Tool } from "../../../src/core/tool.ts";
import { Redactor } from "../../../src/recording/redaction.ts";
import { RedactionStream } from "../../../src/recording/redactionStream.ts";
import { SessionTaint } from "../../../src/safeguards/injection/taint.ts";
import { unfenced } from "../../../src/core/untrusted.ts";
import { sessionGuards } from "../../../src/engine/sessionGuards.ts";
import { SessionTools } from "../../../src/engine/sessionTools.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { testEngine } from "../../support/testEngine.ts";
import { fakeTool, toolCall } from "../tools/room.ts";

const folder = useTempFolder({ "project/a.txt": "a" });

const weather = fakeTool({
  name: "vscode__weather",
  aliases: ["weather"],
  effects: "execute+network",
  source: "vscode",
  inputSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
});

interface Setting {
  readonly agent?: Partial<AgentDefinition>;
  readonly settings?: Partial<Settings>;
  readonly recorded?: readonly ToolDefinition[];
}

/** A session's tools over foreign ones that may come and go, and who was asked. */
function toolsOf(foreign: Tool[], { agent, settings, recorded }: Setting = {}) {
  const engine = testEngine({
    folder: folder().path,
    approve: () => ({ decision: "allow", scope: "once" }),
    ...(settings && { settings }),
  });
  const tools = new SessionTools({
    ports: engine.ports,
    agent: { ...BUILTIN_AGENT, ...agent },
    providers: [{ tools: () => Promise.resolve([...foreign]) }],
    guards: sessionGuards(engine.ports, BUILTIN_AGENT),
    scan: (text) => Promise.resolve({ text, score: { score: 0, suspicious: false, families: [] } }),
    taint: new SessionTaint(),
    redactRequest: (text) => text,
    cleanStream: () => new RedactionStream(new Redactor()),
    ...(recorded && { recorded }),
  });
  const names = async () => (await tools.definitions()).map(({ name }) => name);
  const run = async (name: string, input: unknown) =>
    (await tools.guarded()).get(name)?.run(input, toolCall());
  return { tools, names, run, asked: engine.asked };
}

const foreignOnly = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name.includes("__"));

describe("a foreign tool", () => {
  it("is asked for each time, with its arguments, and runs only when they fit its schema", async () => {
    const { run, asked } = toolsOf([weather]);
    await assert.rejects(run(weather.name, { town: "Bern" }), /city is missing/);
    assert.equal(asked.length, 0);
    assert.equal(unfenced((await run(weather.name, { city: "Bern" }))?.text ?? ""), "done");
    await run(weather.name, { city: "Basel" });
    assert.deepEqual(
      asked.map(({ preview }) => preview?.kind === "call" && JSON.parse(preview.input)),
      [{ city: "Bern" }, { city: "Basel" }],
    );
  });

  it("is not asked for where the person says that it only reads", async () => {
    const { run, asked } = toolsOf([weather], {
      settings: { "tools.effects": { "vscode__*": "network", vscode__weather: "read" } },
    });
    await run(weather.name, { city: "Bern" });
    assert.equal(asked.length, 0);
  });

  it("is for agents that name it, in whatever way, or name no tools at all", async () => {
    const offered = async (agent: Partial<AgentDefinition>) =>
      foreignOnly(await toolsOf([weather], { agent }).names());
    assert.deepEqual(
      [
        await offered({}),
        await offered({ tools: ["weather"] }),
        await offered({ tools: ["vscode__*"] }),
        await offered({ tools: ["read_file"] }),
        await offered({ disallowedTools: ["vscode__*"] }),
      ],
      [[weather.name], [weather.name], [weather.name], [], []],
    );
  });

  it("that is only for agents that name it is for no other", async () => {
    const shy = { ...weather, optIn: true };
    assert.deepEqual(foreignOnly(await toolsOf([shy]).names()), []);
    assert.deepEqual(foreignOnly(await toolsOf([shy], { agent: { tools: ["weather"] } }).names()), [
      weather.name,
    ]);
  });

  it("that comes after the session began is for the next one", async () => {
    const foreign = [weather];
    const { names, tools } = toolsOf(foreign);
    const before = await names();
    foreign.unshift({ ...weather, name: "mcp__late__tool", source: "mcp:late" });
    assert.deepEqual(await names(), before);
    assert.deepEqual([...(await tools.guarded()).keys()], before);
  });

  it("that is gone says so when it is called, and works again when it is back", async () => {
    const foreign = [weather];
    const { names, run } = toolsOf(foreign);
    await names();
    foreign.pop();
    await assert.rejects(run(weather.name, { city: "Bern" }), (error: unknown) => {
      assert.ok(error instanceof ToolError);
      return /vscode__weather is not available now/.test(error.message);
    });
    foreign.push(weather);
    assert.equal(unfenced((await run(weather.name, { city: "Bern" }))?.text ?? ""), "done");
  });

  it("that changed its schema is judged by the one that the model was told", async () => {
    const recorded = [
      { name: weather.name, description: "", input_schema: { type: "object", required: ["town"] } },
    ];
    const { run, names } = toolsOf([weather], { recorded });
    assert.deepEqual(await names(), [weather.name]);
    await assert.rejects(run(weather.name, { city: "Bern" }), /town is missing/);
  });
});
