import { join } from "node:path";
import { BUILTIN_AGENT } from "../../src/agent/builtinAgent.ts";
import type { AgentDefinition } from "../../src/core/agent.ts";
import type { McpServerView } from "../../src/core/mcp.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { Tool, ToolOutput } from "../../src/core/tool.ts";
import { ms } from "../../src/core/units.ts";
import { connectWithSdk } from "../../src/mcp/sdkConnection.ts";
import { McpServers, type McpServersOptions } from "../../src/mcp/servers.ts";
import { NodeClock } from "../../src/node/clock.ts";
import { NodeFiles } from "../../src/node/files.ts";
import { nodePrograms } from "../../src/node/programs.ts";
import { NodeStorage } from "../../src/node/storage.ts";
import { fakeToolCall, type FakeCallOptions } from "./calls.ts";
import type { TempFolder } from "./tempFolder.ts";

export interface McpProjectOptions extends Partial<McpServersOptions> {
  readonly trusted?: boolean;
  /** Milliseconds. */
  readonly start?: number;
  readonly call?: number;
}

/** A project with MCP servers, over the real disk and real processes. */
export class McpProject {
  readonly servers: McpServers;
  readonly #folder: TempFolder;

  constructor(folder: TempFolder, options: McpProjectOptions = {}) {
    const { trusted = true, start = 20_000, call = 20_000, ...more } = options;
    const clock: Clock = options.clock ?? new NodeClock();
    const ports = {
      programs: nodePrograms,
      fetch,
      env: process.env,
      version: "0.0.0",
      clock,
    };
    this.#folder = folder;
    this.servers = new McpServers({
      files: new NodeFiles([folder.at("project")], trusted),
      storage: new NodeStorage(),
      clock,
      home: folder.at("home"),
      env: process.env,
      connect: (options_) => connectWithSdk(options_, ports),
      ourKeys: () => [],
      startLimit: () => ms(start),
      callLimit: () => ms(call),
      ...more,
    });
  }

  async write(servers: object): Promise<void> {
    await this.#folder.write(join("project", ".mcp.json"), JSON.stringify({ mcpServers: servers }));
  }

  /** As a person who consents to whatever the file names. */
  async allowAll(): Promise<void> {
    for (const { config } of (await this.servers.view()).servers) await this.servers.allow(config);
  }

  async server(name: string): Promise<McpServerView> {
    const found = (await this.servers.view()).servers.find(({ config }) => config.name === name);
    if (found === undefined) throw new Error(`there is no server ${name}`);
    return found;
  }

  tools(agent: Partial<AgentDefinition> = {}): Promise<readonly Tool[]> {
    return this.servers.tools({ ...BUILTIN_AGENT, ...agent });
  }

  async tool(name: string): Promise<Tool> {
    const tools = await this.tools();
    const found = tools.find((tool) => tool.name === name);
    if (found === undefined) throw new Error(`no ${name} among ${tools.map((tool) => tool.name).join(", ")}`);
    return found;
  }

  async run(name: string, input: object = {}, options: FakeCallOptions = {}): Promise<ToolOutput> {
    return (await this.tool(name)).run(input, fakeToolCall(options));
  }

  /** Waits until a server is in a state. */
  async reaches(name: string, state: McpServerView["state"]["state"]): Promise<McpServerView> {
    for (;;) {
      const found = await this.server(name);
      if (found.state.state === state) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
