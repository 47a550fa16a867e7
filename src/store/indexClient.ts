import type { RecordingKey, SessionId } from "../core/ids.ts";
import type { Disposable, Log, Workers } from "../core/ports.ts";
import { WorkerClient } from "../core/workerClient.ts";
import type { BehindQuery, BehindRow } from "./behind.ts";
import type { DashboardData, DashboardQuery } from "./dashboardData.ts";
import type { IndexProgress, SyncResult } from "./indexer.ts";
import type { IndexNews, IndexOptions, IndexRequests } from "./indexMessages.ts";
import type { SessionsPage, SessionsQuery, TraceMatch, UsageQuery } from "./queries.ts";
import type { RolledUp } from "./rollups.ts";
import type { SessionRow, UsageRecord } from "./rows.ts";

const DEFAULT_ROW_LIMIT = 100_000;

/**
 * The index over the recordings of one storage folder, in a worker thread. It knows what the last
 * `sync` found. Every request settles: where the worker dies, all that wait are rejected, and the next
 * request starts another one.
 */
export class IndexClient implements Disposable {
  readonly #client: WorkerClient<IndexRequests, IndexOptions, IndexNews>;
  readonly #log: Log;
  readonly #progressListeners = new Set<(progress: IndexProgress) => void>();
  readonly #changeListeners = new Set<() => void>();
  #nextStream = 1;

  constructor(options: { workers: Workers; log: Log; root: string; zone: string; rowLimit?: number }) {
    const { workers, log, root, zone, rowLimit = DEFAULT_ROW_LIMIT } = options;
    this.#log = log;
    this.#client = new WorkerClient({
      workers,
      log,
      name: "index",
      options: { root, zone, rowLimit },
      news: (news) => this.#hear(news),
      texts: {
        died: "The index of the sessions stopped.",
        advice: "Try again; it is made anew.",
        closed: "The index was closed.",
      },
    });
  }

  /** Reads what is new in the recordings, of all or of some. Requests for the same work share it. */
  sync(only?: readonly RecordingKey[]): Promise<SyncResult> {
    return this.#client.request("sync", { only });
  }

  sessions(query: SessionsQuery): Promise<SessionsPage> {
    return this.#client.request("sessions", query);
  }

  session(id: SessionId): Promise<SessionRow | undefined> {
    return this.#client.request("session", { id });
  }

  /** By the beginning of a session's id or a trace's id. */
  traces(prefix: string): Promise<readonly TraceMatch[]> {
    return this.#client.request("traces", { prefix });
  }

  /** @param received what other programs' traces add. */
  dashboard(query: DashboardQuery, received: readonly RolledUp[] = []): Promise<DashboardData> {
    return this.#client.request("dashboard", { query, received });
  }

  /** The turns of our sessions behind a number of the dashboard. */
  behind(query: BehindQuery): Promise<readonly BehindRow[]> {
    return this.#client.request("behind", query);
  }

  /** Usage records session by session, oldest first. */
  async *usage(query: UsageQuery = {}): AsyncGenerator<UsageRecord> {
    const stream = this.#nextStream++;
    await this.#client.request("usage", { stream, query });
    let ended = false;
    try {
      for (;;) {
        const page = await this.#client.request("nextUsage", { stream });
        ended = page === undefined;
        if (page === undefined) return;
        yield* page;
      }
    } finally {
      if (!ended && this.#client.running) await this.#client.request("endUsage", { stream });
    }
  }

  /** Writes the snapshot now. Otherwise that happens by itself, when nothing else is to do. */
  save(): Promise<void> {
    return this.#client.request("save", undefined);
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
    this.#client.dispose();
  }

  #hear(news: IndexNews): void {
    switch (news.type) {
      case "progress":
        return this.#progressListeners.forEach((listener) => listener(news.progress));
      case "changed":
        return this.#changeListeners.forEach((listener) => listener());
      case "warning":
        return this.#log.warn(news.message);
    }
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): Disposable {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}
