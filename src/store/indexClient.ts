import { FlightdeckError } from "../core/failure.ts";
import type { RecordingKey, SessionId } from "../core/ids.ts";
import type { Disposable, Log, WorkerChannel, Workers } from "../core/ports.ts";
import type { DashboardData, DashboardQuery } from "./dashboardData.ts";
import type { IndexProgress, SyncResult } from "./indexer.ts";
import type { FromIndex, IndexOptions, IndexRequestName, IndexRequests, ToIndex } from "./indexMessages.ts";
import type { SessionsPage, SessionsQuery, TraceMatch, UsageQuery } from "./queries.ts";
import type { SessionRow, UsageRecord } from "./rows.ts";

export const DEFAULT_ROW_LIMIT = 100_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The index over the recordings of one storage folder, in a worker thread. It knows what the last
 * `sync` found. Every request settles: where the worker dies, all that wait are rejected, and the next
 * request starts another one.
 */
export class IndexClient implements Disposable {
  readonly #workers: Workers;
  readonly #options: IndexOptions;
  readonly #log: Log;
  readonly #waiting = new Map<number, Waiting>();
  readonly #progressListeners = new Set<(progress: IndexProgress) => void>();
  readonly #changeListeners = new Set<() => void>();
  #channel: WorkerChannel | undefined;
  #nextId = 1;
  #disposed = false;

  constructor(options: { workers: Workers; log: Log; root: string; zone: string; rowLimit?: number }) {
    const { workers, log, root, zone, rowLimit = DEFAULT_ROW_LIMIT } = options;
    this.#workers = workers;
    this.#log = log;
    this.#options = { root, zone, rowLimit };
  }

  /** Reads what is new in the recordings, of all or of some. Requests for the same work share it. */
  sync(only?: readonly RecordingKey[]): Promise<SyncResult> {
    return this.#request("sync", { only });
  }

  sessions(query: SessionsQuery): Promise<SessionsPage> {
    return this.#request("sessions", query);
  }

  session(id: SessionId): Promise<SessionRow | undefined> {
    return this.#request("session", { id });
  }

  /** By the beginning of a session's id or a trace's id. */
  traces(prefix: string): Promise<readonly TraceMatch[]> {
    return this.#request("traces", { prefix });
  }

  dashboard(query: DashboardQuery): Promise<DashboardData> {
    return this.#request("dashboard", query);
  }

  /** Usage records session by session, oldest first. */
  async *usage(query: UsageQuery = {}): AsyncGenerator<UsageRecord> {
    const stream = this.#nextId++;
    await this.#request("usage", { stream, query });
    let ended = false;
    try {
      for (;;) {
        const page = await this.#request("nextUsage", { stream });
        ended = page === undefined;
        if (page === undefined) return;
        yield* page;
      }
    } finally {
      if (!ended && this.#channel !== undefined) await this.#request("endUsage", { stream });
    }
  }

  /** Writes the snapshot now. Otherwise that happens by itself, when nothing else is to do. */
  save(): Promise<void> {
    return this.#request("save", undefined);
  }

  /** Hears how far a long sync has come. */
  onProgress(listener: (progress: IndexProgress) => void): Disposable {
    return subscribe(this.#progressListeners, listener);
  }

  /** Hears after each sync that found something new. */
  onChange(listener: () => void): Disposable {
    return subscribe(this.#changeListeners, listener);
  }

  /** Rejects what waits. Nothing is lost: the index is made of the recordings. */
  dispose(): void {
    this.#disposed = true;
    this.#end(new FlightdeckError("cancelled", "The index was closed."));
  }

  #request<N extends IndexRequestName>(
    name: N,
    args: IndexRequests[N]["args"],
  ): Promise<IndexRequests[N]["result"]> {
    return new Promise((resolve, reject) => {
      if (this.#disposed) throw new FlightdeckError("cancelled", "The index was closed.");
      const id = this.#nextId++;
      this.#channel ??= this.#start();
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#channel.post({ type: "request", id, name, args } satisfies ToIndex);
    });
  }

  #start(): WorkerChannel {
    const channel = this.#workers.start("index");
    channel.onMessage((message) => this.#receive(message as FromIndex));
    channel.onFailure((cause) => {
      if (this.#channel !== channel) return;
      this.#log.error("The index stopped", cause);
      this.#end(
        new FlightdeckError("internal", "The index of the sessions stopped.", {
          cause,
          advice: "Try again; it is made anew.",
        }),
      );
    });
    channel.post({ type: "open", options: this.#options } satisfies ToIndex);
    return channel;
  }

  #end(error: FlightdeckError): void {
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.dispose();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }

  #receive(message: FromIndex): void {
    switch (message.type) {
      case "result":
        return this.#take(message.id)?.resolve(message.value);
      case "error":
        return this.#take(message.id)?.reject(new FlightdeckError("storage", message.message));
      case "progress":
        return this.#progressListeners.forEach((listener) => listener(message.progress));
      case "changed":
        return this.#changeListeners.forEach((listener) => listener());
      case "warning":
        return this.#log.warn(message.message);
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): Disposable {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
