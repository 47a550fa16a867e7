import type { AgentDefinition } from "../core/agent.ts";
import type { ToolProvider, ToolWait } from "../core/foreignTools.ts";
import type { McpConfig, McpView } from "../core/mcp.ts";
import type { Clock, Disposable, Files, Storage } from "../core/ports.ts";
import type { Tool } from "../core/tool.ts";
import { ms, type Ms } from "../core/units.ts";
import { readMcpConfigs } from "./catalog.ts";
import type { ParsedConfig } from "./configFile.ts";
import type { Connect } from "./connection.ts";
import { Consents } from "./consents.ts";
import { Entry, type Standing } from "./entry.ts";
import { fingerprint } from "./fingerprint.ts";
import { mayUseServer } from "./agentServers.ts";
import { missingServers } from "./missing.ts";
import { TimeLimit } from "./timeLimit.ts";
import { toolName } from "./toolList.ts";

export interface McpServersOptions {
  readonly files: Files;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly connect: Connect;
  /** Keys of ours, which no server gets. */
  readonly ourKeys: () => readonly string[];
  /** How long a session waits for servers before it begins without them. */
  readonly startLimit: () => Ms;
  readonly callLimit: () => Ms;
  /** Names of servers that may start, and no others; absent where consents count. */
  readonly allow?: readonly string[];
}

/** The project's MCP servers: which there are, which the person allowed, and what they offer. */
export class McpServers implements ToolProvider {
  readonly #options: McpServersOptions;
  readonly #consents: Consents;
  readonly #listeners = new Set<() => void>();
  readonly #entries = new Map<string, Entry>();
  #config: ParsedConfig = { servers: [], problems: [] };
  #work: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(options: McpServersOptions) {
    this.#options = options;
    this.#consents = new Consents(options);
  }

  /** Hears that a state, a tool or the configuration changed. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** All servers as they are now. Starts nothing. */
  async view(): Promise<McpView> {
    await this.#reload();
    const { trusted } = this.#options.files;
    return {
      servers: [...this.#entries.values()].map((entry) => entry.view(trusted)),
      problems: this.#config.problems,
    };
  }

  /**
   * The tools of the servers that an agent may use. Starts what is allowed and waits for it within a
   * limit; a server that is late, fails or is not allowed has none.
   */
  async tools(agent: AgentDefinition, wait?: ToolWait): Promise<readonly Tool[]> {
    await this.#reload();
    if (this.#disposed) return [];
    const { trusted } = this.#options.files;
    const entries = [...this.#entries.values()].filter(({ config }) => mayUseServer(agent, config.name));
    if (trusted) await this.#ready(entries, wait);
    const tools = entries.map((entry) => (trusted ? entry.tools() : []));
    const absent = entries.filter((_entry, index) => tools[index]?.length === 0);
    wait?.without?.(missingServers(agent, absent, { trusted, known: this.#names() }));
    return tools.flat();
  }

  /** Starts what may start, and waits for it. */
  async #ready(entries: readonly Entry[], wait?: ToolWait): Promise<void> {
    for (const entry of entries) if (entry.state.state === "stopped") entry.start();
    const late = entries.filter((entry) => this.#left(entry) > 0);
    if (late.length > 0) wait?.waitsFor?.(late.map(({ config }) => config.name));
    await Promise.all(late.map((entry) => this.#waitFor(entry, wait?.signal)));
    await this.#serial(() => this.#pinFirst());
  }

  #names(): ReadonlySet<string> {
    return new Set([...this.#entries.values()].map(({ config }) => config.name));
  }

  whyAbsent(tool: string): string | undefined {
    const entries = [...this.#entries.values()];
    return entries
      .find(({ config }) => tool.startsWith(toolName(config.name, { name: "" }).replace(/_[0-9a-f]{8}$/, "")))
      ?.whyAbsent();
  }

  /** The person allows the server as its file names it now, and it starts. */
  async allow(config: McpConfig): Promise<void> {
    const current = await this.#current(config);
    if (current === undefined) return;
    await this.#consents.allow(config);
    await this.#reload();
    this.start(config.id);
  }

  /** The person takes it back: the server ends and is asked for again. */
  async forget({ id }: McpConfig): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    await this.#consents.forget(entry.config);
    await this.#reload();
  }

  /** The person has looked at what the server offers now. */
  async allowTools({ id }: McpConfig): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.allowed = entry.offered;
    await this.#consents.allowTools(entry.config, entry.offered);
    this.#notify();
  }

  start(id: string): void {
    if (this.#options.files.trusted && !this.#disposed) this.#entries.get(id)?.start();
  }

  async stop(id: string): Promise<void> {
    await this.#entries.get(id)?.stop();
  }

  async restart(id: string): Promise<void> {
    await this.stop(id);
    this.start(id);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all([...this.#entries.values()].map((entry) => entry.stop()));
  }

  /** Undefined where the file has changed since the person saw what they allow. */
  async #current(seen: McpConfig): Promise<McpConfig | undefined> {
    await this.#reload();
    const now = this.#entries.get(seen.id)?.config;
    return now !== undefined && fingerprint(now) === fingerprint(seen) ? now : undefined;
  }

  /** How long a session may still wait for a server; 0 where there is nothing to wait for. */
  #left({ server }: Entry): Ms {
    const underWay = server?.underWay;
    return ms(underWay === undefined ? 0 : Math.max(0, this.#options.startLimit() - underWay));
  }

  async #waitFor(entry: Entry, signal: AbortSignal | undefined): Promise<void> {
    const left = this.#left(entry);
    if (left === 0) return;
    const limit = new TimeLimit(this.#options.clock, left, signal);
    await entry.server?.settled(limit.signal);
    limit.end();
  }

  /** What a server offers when it has started for the first time is what the person allowed with it. */
  async #pinFirst(): Promise<void> {
    for (const entry of this.#entries.values()) {
      if (entry.server?.state.state !== "ready" || entry.allowed !== undefined) continue;
      entry.allowed = entry.offered;
      await this.#consents.allowTools(entry.config, entry.offered);
    }
  }

  #reload(): Promise<void> {
    return this.#serial(() => this.#read());
  }

  async #read(): Promise<void> {
    const { files, env, ourKeys } = this.#options;
    this.#config = await readMcpConfigs(files, { env, ourKeys: ourKeys() });
    const ids = new Set(this.#config.servers.map(({ id }) => id));
    for (const [id, entry] of this.#entries) if (!ids.has(id)) await this.#drop(id, entry);
    for (const config of this.#config.servers) await this.#take(config);
    await this.#pinFirst();
  }

  /** Brings the entry of a server up to what its file and the consents say now. */
  async #take(config: McpConfig): Promise<void> {
    const old = this.#entries.get(config.id);
    const problem = this.#config.problems.find(({ server }) => server === config.name)?.message;
    const isSame = old !== undefined && fingerprint(old.config) === fingerprint(config);
    if (old !== undefined && !isSame) await this.#drop(config.id, old);
    const entry = isSame ? old : new Entry(config, problem, this.#entryOptions());
    this.#entries.set(config.id, entry);
    const { standing, tools } = await this.#standing(config);
    entry.standing = standing;
    if (standing !== "allowed") await entry.stop();
    entry.allowed = standing === "allowed" ? (entry.allowed ?? tools) : undefined;
  }

  async #standing(config: McpConfig) {
    const { allow } = this.#options;
    const consent = await this.#consents.get(config);
    const isSame = consent !== undefined && consent.fingerprint === fingerprint(config);
    const isAllowed = allow === undefined ? isSame : allow.includes(config.name);
    const standing: Standing = isAllowed ? "allowed" : consent === undefined ? "none" : "changed";
    return { standing, tools: isSame ? consent.tools : undefined };
  }

  async #drop(id: string, entry: Entry): Promise<void> {
    this.#entries.delete(id);
    await entry.stop();
  }

  #entryOptions() {
    const { clock, connect, files, callLimit } = this.#options;
    return { clock, connect, callLimit, roots: () => files.roots, changed: () => this.#changed() };
  }

  #changed(): void {
    void this.#serial(() => this.#pinFirst()).finally(() => this.#notify());
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  /** One after the other, for each reads and writes what the others do. */
  #serial<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
