import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { BUILTIN_AGENT } from "../../src/agent/builtinAgent.ts";
import { ms } from "../../src/core/units.ts";
import { VscodeFiles } from "../../src/host/ports/files.ts";
import { connectWithSdk } from "../../src/mcp/sdkConnection.ts";
import { McpServers } from "../../src/mcp/servers.ts";
import { NodeClock } from "../../src/node/clock.ts";
import { nodePrograms } from "../../src/node/programs.ts";
import { NodeStorage } from "../../src/node/storage.ts";
import { fakeToolCall } from "../support/calls.ts";
import { everythingServer, everythingOverHttp } from "../support/mcpServers.ts";
import { writeUntil } from "./until.ts";
import { problemsOf, write } from "./workspaceFiles.ts";

describe("MCP servers in the host", () => {
  let config: vscode.Uri | undefined;
  afterEach(async () => {
    if (config !== undefined) await vscode.workspace.fs.delete(config);
    config = undefined;
  });

  it("of a broken file are shown as a problem with line and reason, until it is mended", async () => {
    await vscode.commands.executeCommand("flightdeck.openChat");
    const broken = '{\n  "mcpServers": {\n    "a": { "args": "x" }\n  }\n}\n';
    const uri = (config = await write(".mcp.json", broken));
    // The file may be read while it is being written; what stands there then is broken in another way.
    const ofServer = (): vscode.Diagnostic | undefined =>
      problemsOf(uri).find(({ message }) =>
        message.includes("MCP server a: The server needs a command or a url"),
      );
    await writeUntil(
      "the problem",
      () => write(".mcp.json", broken),
      () => ofServer() !== undefined,
    );
    const problem = ofServer();
    assert.equal(problem?.range.start.line, 2);
    await writeUntil(
      "no problem",
      () => write(".mcp.json", '{ "mcpServers": {} }'),
      () => problemsOf(uri).length === 0,
    );
  });

  it("run over stdio and HTTP with the host's files, processes and network", async () => {
    const packages = join(
      vscode.extensions.getExtension("agent-flightdeck.agent-flightdeck")?.extensionPath ?? "",
      "node_modules",
    );
    const home = await mkdtemp(join(tmpdir(), "flightdeck-mcp-"));
    const web = await everythingOverHttp("streamableHttp", packages);
    const clock = new NodeClock();
    const ports = {
      programs: nodePrograms,
      fetch: globalThis.fetch,
      env: process.env,
      version: "0.0.0",
      clock,
    };
    const servers = new McpServers({
      files: new VscodeFiles(),
      storage: new NodeStorage(),
      clock,
      home,
      env: process.env,
      connect: (options) => connectWithSdk(options, ports),
      ourKeys: () => [],
      startLimit: () => ms(30_000),
      callLimit: () => ms(30_000),
    });
    try {
      config = await write(
        ".mcp.json",
        JSON.stringify({ mcpServers: { local: everythingServer(packages), web: { url: web.url } } }),
      );
      assert.deepEqual(await servers.tools(BUILTIN_AGENT), [], "nothing starts without consent");
      for (const view of (await servers.view()).servers) await servers.allow(view.config);
      const tools = new Map((await servers.tools(BUILTIN_AGENT)).map((tool) => [tool.name, tool]));
      for (const name of ["mcp__local__echo", "mcp__web__echo"]) {
        const output = await tools.get(name)?.run({ message: "hello" }, fakeToolCall());
        assert.equal(output?.text, "Echo: hello");
      }
    } finally {
      await servers.dispose();
      await web.stop();
      await rm(home, { recursive: true, force: true });
    }
  });
});
