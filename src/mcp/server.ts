import type { McpConfig, McpLaunch, McpState, McpToolInfo } from "../core/mcp.ts";
import type { Clock, Disposable } from "../core/ports.ts";
import { epochMs, ms, type Ms } from "../core/units.ts";
import type { Connect, Connection, ServerEvents } from "./connection.ts";
import { Tail } from "./tail.ts";
import { TimeLimit } from "./timeLimit.ts";

/** How long a server may take to start; `npx` may have to download it first. */
const START_LIMIT = ms(60_000);
/** How long a server that let a call time out may take to say that it is alive. */
const PING_LIMIT = ms(5_000);
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;
/** Restarts in a row, without a minute of calm between them, after which it counts as failed. */
const MOST_RESTARTS = 5;
const CALM = 60_000;
/** Characters of what a server writes beside its answers. */
const KEPT_NOISE = 4_000;

export interface ServerOptions {
  readonly config: McpConfig & { readonly launch: McpLaunch };
  readonly clock: Clock;
  readonly connect: Connect;
  readonly roots: () => readonly string[];
  /** State or tools changed. */
  readonly changed: () => void;
}

/** One start of the server, until it ends. Whatever a former run still says is not heard. */
interface Run {
  readonly limit: TimeLimit;
  connection?: Connection;
}

/**
 * A server that is kept running: started when it is first needed, started again with growing pauses when
 * it ends by itself, given up after too many of them. None of its methods throws.
 */
export class McpServer {
  readonly #options: ServerOptions;
  readonly #noise = new Tail(KEPT_NOISE);
  readonly #listeners = new Set<() => void>();
  readonly #questions = new Set<(question: string) => void>();
  #state: McpState = { state: "stopped" };
  #tools: readonly McpToolInfo[] = [];
  #run: Run | undefined;
  #timer: Disposable | undefined;
  #begun: Ms = ms(0);
  #restarts = 0;
  #inARow = 0;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.config.name;
  }

  get state(): McpState {
    return this.#state;
  }

  /** What it offers now, or offered last. */
  get tools(): readonly McpToolInfo[] {
    return this.#tools;
  }

  get connection(): Connection | undefined {
    return this.#state.state === "ready" ? this.#run?.connection : undefined;
  }

  /** The last that it wrote to standard error. */
  get stderr(): string {
    return this.#noise.toString();
  }

  /** How long it has been starting or waiting for its restart. */
  get underWay(): Ms | undefined {
    const { state } = this.#state;
    if (state !== "starting" && state !== "restarting") return undefined;
    return ms(this.#options.clock.monotonic() - this.#begun);
  }

  /** Starts it unless it runs or is about to. */
  start(): void {
    if (this.#state.state !== "stopped" && this.#state.state !== "failed") return;
    this.#inARow = 0;
    this.#begun = this.#options.clock.monotonic();
    void this.#attempt();
  }

  async stop(): Promise<void> {
    this.#timer?.dispose();
    const run = this.#run;
    this.#run = undefined;
    this.#set({ state: "stopped" });
    await end(run);
  }

  /** Resolves when it is neither starting nor restarting, or the signal fires. */
  async settled(signal: AbortSignal): Promise<void> {
    while (this.underWay !== undefined && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#listeners.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        this.#listeners.add(done);
        signal.addEventListener("abort", done);
      });
    }
  }

  /** Hears what the server asks the person, until the returned function is called. */
  onQuestion(listener: (question: string) => void): () => void {
    this.#questions.add(listener);
    return () => this.#questions.delete(listener);
  }

  /** After a call that took too long: a server that does not answer this either hangs, and is started again. */
  async checkAlive(): Promise<void> {
    const run = this.#run;
    if (run?.connection === undefined) return;
    const limit = new TimeLimit(this.#options.clock, PING_LIMIT);
    try {
      await run.connection.ping(limit.signal);
    } catch {
      await this.#lost(run, "it did not answer any more");
    } finally {
      limit.end();
    }
  }

  async #attempt(): Promise<void> {
    const { clock, connect, config, roots } = this.#options;
    const run: Run = { limit: new TimeLimit(clock, START_LIMIT) };
    this.#run = run;
    this.#noise.clear();
    this.#set({ state: "starting" });
    const { signal } = run.limit;
    try {
      run.connection = await connect({
        launch: config.launch,
        roots: roots(),
        signal,
        events: this.#events(run),
      });
      const tools = await run.connection.tools(signal);
      if (this.#run !== run) return;
      this.#tools = tools;
      this.#begun = clock.monotonic();
      this.#set({ state: "ready", since: clock.now(), restarts: this.#restarts });
    } catch (error) {
      const reason = run.limit.isOver ? "it did not answer in time" : (error as Error).message;
      await this.#lost(run, reason);
    } finally {
      run.limit.end();
      if (this.#run !== run) await end(run);
    }
  }

  #events(run: Run): ServerEvents {
    return {
      closed: (reason) => void this.#lost(run, reason),
      toolsChanged: () => void this.#refresh(run),
      noise: (text) => this.#noise.add(text),
      declined: (question) => this.#questions.forEach((listener) => listener(question)),
    };
  }

  /** The run is over. One that never was ready is not tried again by itself: its cause is still there. */
  async #lost(run: Run, reason: string): Promise<void> {
    if (this.#run !== run) return;
    const { clock } = this.#options;
    const wasReady = this.#state.state === "ready";
    if (wasReady && clock.monotonic() - this.#begun > CALM) this.#inARow = 0;
    this.#run = undefined;
    if ((wasReady || this.#inARow > 0) && this.#inARow < MOST_RESTARTS) this.#restartLater(reason);
    else this.#set({ state: "failed", reason, stderr: this.stderr });
    await end(run);
  }

  #restartLater(reason: string): void {
    const { clock } = this.#options;
    const delay = ms(Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#inARow));
    this.#inARow++;
    this.#restarts++;
    this.#begun = clock.monotonic();
    this.#timer = clock.timer(delay, () => void this.#attempt());
    this.#set({ state: "restarting", at: epochMs(clock.now() + delay), reason, stderr: this.stderr });
  }

  async #refresh(run: Run): Promise<void> {
    const limit = new TimeLimit(this.#options.clock, PING_LIMIT);
    try {
      const tools = await run.connection?.tools(limit.signal);
      if (this.#run !== run || tools === undefined) return;
      this.#tools = tools;
      this.#notify();
    } catch {
      // It said itself that they changed; where it cannot list them, its next call tells.
    } finally {
      limit.end();
    }
  }

  #set(state: McpState): void {
    this.#state = state;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
    this.#options.changed();
  }
}

async function end(run: Run | undefined): Promise<void> {
  run?.limit.abort();
  await run?.connection?.close().catch(() => undefined);
}
