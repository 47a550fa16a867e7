import assert from "node:assert/strict";
import { fakeToolCall } from "../../support/calls.ts";
import { McpProject } from "../../support/mcpProject.ts";
import { EVERYTHING, everythingOverHttp, filesystemServer } from "../../support/mcpServers.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

describe("the real MCP servers from npm", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const started = async (servers: object): Promise<McpProject> => {
    const project = new McpProject(folder());
    ends.push(() => project.servers.dispose());
    await project.write(servers);
    await project.allowAll();
    return project;
  };

  it("work over stdio: tools with their names, descriptions and schemas, and calls", async () => {
    const project = await started({
      everything: EVERYTHING,
      files: filesystemServer(folder().at("project")),
    });
    const echo = await project.tool("mcp__everything__echo");
    assert.deepEqual([echo.source, echo.effects], ["mcp:everything", "execute+network"]);
    assert.ok(echo.aliases?.includes("everything/echo"));
    assert.match(echo.description, /Echoes/);
    assert.equal(echo.title({ message: "hello  there" }), "hello there");
    assert.deepEqual(await project.run("mcp__everything__echo", { message: "hello" }), {
      text: "Echo: hello",
    });
    const { text } = await project.run("mcp__files__read_text_file", {
      path: folder().at("project/notes.txt"),
    });
    assert.match(text, /the refund limit is 120/);
    const { state, tools, left } = await project.server("everything");
    assert.equal(state.state, "ready");
    assert.ok(tools.length > 5 && left.length === 0);
  });

  for (const [kind, transport] of [
    ["http", "streamableHttp"],
    ["sse", "sse"],
  ] as const) {
    it(`work over ${transport}`, async () => {
      const server = await everythingOverHttp(transport);
      ends.push(() => server.stop());
      const project = await started({ web: { type: kind, url: server.url } });
      assert.deepEqual(await project.run("mcp__web__get-sum", { a: 2, b: 40 }), {
        text: "The sum of 2 and 40 is 42.",
      });
    });
  }

  it("keep to what their own errors say", async () => {
    const project = await started({ files: filesystemServer(folder().at("project")) });
    const output = await project.run("mcp__files__read_text_file", { path: "/etc/hostname" });
    assert.equal(output.isError, true);
    assert.match(output.text, /[Aa]ccess denied/);
  });

  it("show their progress, and are told when a call is cancelled", async () => {
    const project = await started({ everything: EVERYTHING });
    const tool = await project.tool("mcp__everything__trigger-long-running-operation");
    const call = fakeToolCall();
    await tool.run({ duration: 0.2, steps: 4 }, call);
    const shown = call.seen.live.map((event) => (event.type === "tool_output" ? event.text : ""));
    assert.match(shown.join(""), /1 of 4\n2 of 4\n/);
    const abort = new AbortController();
    const pending = tool.run({ duration: 60, steps: 4 }, fakeToolCall({ signal: abort.signal }));
    abort.abort();
    await assert.rejects(pending, { name: "AbortError" });
    assert.equal((await project.server("everything")).state.state, "ready");
  });

  it("get no variable that they do not name, and no key of ours", async () => {
    process.env["FLIGHTDECK_TEST_SECRET"] = "s3cret";
    process.env["NAMED_FOR_TEST"] = "named";
    const project = await started({ everything: { ...EVERYTHING, env: { GIVEN: "${NAMED_FOR_TEST}" } } });
    const { text } = await project.run("mcp__everything__get-env");
    delete process.env["FLIGHTDECK_TEST_SECRET"];
    delete process.env["NAMED_FOR_TEST"];
    const seen = JSON.parse(text) as Record<string, string>;
    assert.equal(seen["GIVEN"], "named");
    assert.equal(seen["FLIGHTDECK_TEST_SECRET"], undefined);
    assert.equal(seen["NAMED_FOR_TEST"], undefined);
    assert.ok(seen["PATH"]);
  });

  it("that ask for input are declined, and the model is told so", async () => {
    const project = await started({ everything: EVERYTHING });
    const { text } = await project.run("mcp__everything__trigger-elicitation-request");
    assert.match(text, /declined/i);
    assert.match(text, /\[The server asked for input: .*not supported, so it was declined/);
  });

  it("that return images and resources are told of in words", async () => {
    const project = await started({ everything: EVERYTHING });
    const { text } = await project.run("mcp__everything__get-tiny-image");
    assert.match(text, /\[image image\/png, \d+ kB; not shown to you\]/);
  });
});
