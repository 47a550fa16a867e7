import type { McpConfig, McpServerView, McpState, McpToolChange, McpToolInfo } from "../core/mcp.ts";
import type { Clock } from "../core/ports.ts";
import type { Tool } from "../core/tool.ts";
import { ms, type Ms } from "../core/units.ts";
import { notRunning } from "./calls.ts";
import type { Connect } from "./connection.ts";
import { fingerprint } from "./fingerprint.ts";
import { mcpTool } from "./mcpTool.ts";
import { McpServer } from "./server.ts";
import { toolChanges, usableTools, type ToolList } from "./toolList.ts";

export interface EntryOptions {
  readonly clock: Clock;
  readonly connect: Connect;
  readonly roots: () => readonly string[];
  readonly changed: () => void;
  /** The most time that a call may take without a sign of life. */
  readonly callLimit: () => Ms;
}

/** Whether a person allowed a server. `changed`: they allowed another one at its place. */
export type Standing = "allowed" | "changed" | "none";

/** A server of a configuration file with what the person has allowed of it. */
export class Entry {
  readonly config: McpConfig;
  readonly #options: EntryOptions;
  readonly #problem: string | undefined;
  /** The tools that the person allowed; undefined before its first start, which allows what it finds. */
  allowed: readonly McpToolInfo[] | undefined;
  standing: Standing = "none";
  server: McpServer | undefined;
  #list: ToolList = { tools: [], left: [] };
  #listed: readonly McpToolInfo[] | undefined;

  constructor(config: McpConfig, problem: string | undefined, options: EntryOptions) {
    this.config = config;
    this.#problem = problem;
    this.#options = options;
  }

  /** Starts the server where nothing stands against it. */
  start(): void {
    const { launch } = this.config;
    if (this.standing !== "allowed" || launch === undefined) return;
    const { clock, connect, roots, changed } = this.#options;
    this.server ??= new McpServer({ config: { ...this.config, launch }, clock, connect, roots, changed });
    this.server.start();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  /** Everything that it offers, without what cannot be used at all. */
  get offered(): readonly McpToolInfo[] {
    return this.#sorted.tools;
  }

  get changes(): readonly McpToolChange[] {
    return this.allowed === undefined ? [] : toolChanges(this.allowed, this.offered);
  }

  /** What agents may call: what the person allowed, as long as it is what they allowed. */
  tools(): readonly Tool[] {
    const { server } = this;
    if (server === undefined || this.allowed === undefined) return [];
    const { state } = server.state;
    if (state !== "ready" && state !== "restarting" && state !== "starting") return [];
    const { clock } = this.#options;
    const limit = (): Ms =>
      ms(Math.min(this.#options.callLimit(), this.config.timeout ?? Number.POSITIVE_INFINITY));
    return this.#usable.map((info) =>
      mcpTool({ server, info, clock, limit, objection: (name) => this.#objection(name) }),
    );
  }

  /** Why a tool of it is not there now, for the model. */
  whyAbsent(): string {
    const { state } = this.state;
    if (state === "ready")
      return `The MCP server ${this.config.name} changed or withdrew this tool. Do without it, or ask the person to look at the change in the Agents view.`;
    if (state === "needs_consent" || state === "restricted")
      return `The MCP server ${this.config.name} is not allowed to run here. Do without it.`;
    return this.server === undefined
      ? `The MCP server ${this.config.name} is not running. Do without it.`
      : notRunning(this.server);
  }

  get state(): McpState {
    if (this.config.launch === undefined)
      return { state: "unusable", reason: this.#problem ?? "its configuration has a problem" };
    if (this.standing !== "allowed") return { state: "needs_consent", changed: this.standing === "changed" };
    return this.server?.state ?? { state: "stopped" };
  }

  view(trusted: boolean): McpServerView {
    const state: McpState = trusted ? this.state : { state: "restricted" };
    const { left } = this.#sorted;
    return {
      config: this.config,
      fingerprint: fingerprint(this.config),
      state,
      tools: this.#usable,
      changes: this.changes,
      left,
      stderr: this.server?.stderr ?? "",
    };
  }

  get #usable(): readonly McpToolInfo[] {
    const changed = new Set(this.changes.map(({ after }) => after.name));
    return this.allowed === undefined ? [] : this.offered.filter(({ name }) => !changed.has(name));
  }

  #objection(name: string): string | undefined {
    return this.#usable.some((tool) => tool.name === name) ? undefined : this.whyAbsent();
  }

  get #sorted(): ToolList {
    const listed = this.server?.tools ?? [];
    if (listed !== this.#listed) this.#list = usableTools(this.config.name, listed);
    this.#listed = listed;
    return this.#list;
  }
}
