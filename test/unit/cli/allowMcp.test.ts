import assert from "node:assert/strict";
import { apiServer, type ApiServer } from "../../support/apiServer.ts";
import { runInProject, type Ran } from "../../support/cli.ts";
import { EVERYTHING, oddServer } from "../../support/mcpServers.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

describe("run --allow-mcp", () => {
  const folder = useTempFolder();
  let api: ApiServer;
  let offered: readonly string[] = [];
  let result = "";
  before(async () => {
    api = await apiServer(({ body }) => {
      offered = (body.tools ?? []).map(({ name }) => String(name));
      if (body.messages.length === 1)
        return answer([toolUse("t1", "mcp__everything__echo", { message: "hi" })]);
      result = JSON.stringify(body.messages.at(-1)?.content);
      return answer(["Done."]);
    });
  });
  after(() => api.close());
  beforeEach(async () => {
    const other = oddServer("", { onStart: `require("node:fs").writeFileSync("started", "")` });
    await folder().write(
      "project/.mcp.json",
      JSON.stringify({ mcpServers: { everything: EVERYTHING, other } }),
    );
  });

  const run = (...argv: string[]): Promise<Ran> =>
    runInProject(folder(), api, [
      "run",
      "--model",
      "claude-sonnet-5-5",
      "--prompt",
      "Echo hi",
      "--approve",
      "all",
      ...argv,
    ]);

  it("starts the server that is named, and no other", async () => {
    const { code } = await run("--allow-mcp", "everything");
    assert.equal(code, 0);
    assert.ok(offered.includes("mcp__everything__echo"));
    assert.ok(!offered.some((name) => name.startsWith("mcp__other")));
    assert.match(result, /Echo: hi/);
    await assert.rejects(folder().read("project/started"));
  });

  it("is needed: without it no server starts", async () => {
    await run();
    assert.ok(!offered.some((name) => name.startsWith("mcp__")));
    await assert.rejects(folder().read("project/started"));
  });

  it("says which of them the session began without, and why", async () => {
    const broken = { command: process.execPath, args: ["-e", "process.exit(3)"] };
    await folder().write("project/.mcp.json", JSON.stringify({ mcpServers: { broken } }));
    const { err } = await run("--allow-mcp", "broken");
    assert.match(
      err,
      /! The MCP server broken did not start \(it ended with exit code 3\).*start a new session/,
    );
    const { out } = await run("--allow-mcp", "broken", "--json");
    const line = out.split("\n").find((each) => each.includes("missing_server"));
    assert.deepEqual(JSON.parse(line ?? "{}"), {
      type: "missing_server",
      server: "broken",
      state: "failed",
      reason: "it ended with exit code 3",
    });
  });

  it("with a name that there is not ends with 2 and names the others", async () => {
    const { code, err } = await run("--allow-mcp", "nothing");
    assert.equal(code, 2);
    assert.match(err, /no MCP server nothing. Known are: everything, other/);
  });

  it("of a broken file ends with 2, line and reason", async () => {
    await folder().write("project/.mcp.json", '{\n"mcpServers": [\n');
    const { code, err } = await run("--allow-mcp", "everything");
    assert.equal(code, 2);
    assert.match(err, /\.mcp\.json:3: This is not valid JSON/);
  });

  it("says why a server failed", async () => {
    await folder().write(
      "project/.mcp.json",
      JSON.stringify({
        mcpServers: { bad: oddServer("", { onStart: `console.error("no licence"); process.exit(4)` }) },
      }),
    );
    const { code, err } = await run("--allow-mcp", "bad");
    assert.equal(code, 0);
    assert.match(err, /MCP server bad failed: it ended with exit code 4\n.*no licence/);
  });
});
