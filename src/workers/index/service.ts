import type { Clock, PlatformInfo, Storage } from "../../core/ports.ts";
import { ms } from "../../core/units.ts";
import type { Database, SqlJsStatic } from "../../store/database.ts";
import { Hours } from "../../store/hours.ts";
import { Indexer, type IndexProgress, type SyncOptions, type SyncResult } from "../../store/indexer.ts";
import type { IndexNews, IndexOptions, IndexRequestName, IndexRequests } from "../../store/indexMessages.ts";
import { IndexWriter } from "../../store/indexWriter.ts";
import { IndexQueries } from "../../store/queries.ts";
import { Rollups } from "../../store/rollups.ts";
import type { UsageRecord } from "../../store/rows.ts";
import { openDatabase } from "../../store/snapshot.ts";
import { recordingSource } from "./recordingSource.ts";
import { Saver } from "./saver.ts";

export interface IndexServiceOptions extends IndexOptions {
  readonly sql: SqlJsStatic;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly platform: PlatformInfo;
  readonly post: (news: IndexNews) => void;
}

type Handlers = {
  readonly [N in IndexRequestName]: (
    args: IndexRequests[N]["args"],
  ) => IndexRequests[N]["result"] | Promise<IndexRequests[N]["result"]>;
};

const REPORT_EVERY = ms(100);

/** The index at work: answers requests, keeps the snapshot fresh. */
export class IndexService {
  readonly #clock: Clock;
  readonly #post: (news: IndexNews) => void;
  readonly #indexer: Indexer;
  readonly #queries: IndexQueries;
  readonly #saver: Saver;
  readonly #streams = new Map<number, AsyncGenerator<readonly UsageRecord[]>>();
  #syncing: Promise<unknown> = Promise.resolve();
  #waitingFull: Promise<SyncResult> | undefined;

  static async open(options: IndexServiceOptions): Promise<IndexService> {
    const hours = new Hours(options.zone);
    return new IndexService(
      options,
      await openDatabase(options.sql, options.storage, options.root, hours),
      hours,
    );
  }

  private constructor(options: IndexServiceOptions, db: Database, hours: Hours) {
    const source = recordingSource(options);
    const rollups = new Rollups(db, hours);
    this.#clock = options.clock;
    this.#post = options.post;
    this.#indexer = new Indexer({ source, hours, writer: new IndexWriter(db, rollups, options.rowLimit) });
    this.#queries = new IndexQueries({ db, rollups, hours, source });
    this.#saver = new Saver({ ...options, db });
  }

  /** @throws what the work throws. */
  async answer<N extends IndexRequestName>(
    name: N,
    args: IndexRequests[N]["args"],
  ): Promise<IndexRequests[N]["result"]> {
    return this.#handlers[name](args);
  }

  readonly #handlers: Handlers = {
    sync: ({ only }) => this.#sync(only),
    sessions: (query) => this.#queries.sessions(query),
    session: ({ id }) => this.#queries.session(id),
    traces: ({ prefix }) => this.#queries.traces(prefix),
    dashboard: ({ query, received }) => this.#queries.dashboard(query, received),
    behind: (query) => this.#queries.behind(query),
    usage: ({ stream, query }) => void this.#streams.set(stream, this.#queries.usage(query)),
    nextUsage: ({ stream }) => this.#nextUsage(stream),
    endUsage: async ({ stream }) => {
      await this.#streams.get(stream)?.return(undefined);
      this.#streams.delete(stream);
    },
    save: () => this.#saver.save(),
  };

  /** One after the other; requests for everything that wait at the same time share one. */
  #sync(only: SyncOptions["only"]): Promise<SyncResult> {
    if (only === undefined && this.#waitingFull !== undefined) return this.#waitingFull;
    const sync = this.#syncing.then(() => {
      if (only === undefined) this.#waitingFull = undefined;
      return this.#syncNow(only);
    });
    if (only === undefined) this.#waitingFull = sync;
    this.#syncing = sync.catch(() => undefined);
    return sync;
  }

  async #syncNow(only: SyncOptions["only"]): Promise<SyncResult> {
    const began = this.#clock.monotonic();
    const result = await this.#indexer.sync({ only, progress: this.#reporter() });
    if (!result.changed) return result;
    this.#post({ type: "changed" });
    await this.#saver.changed(ms(this.#clock.monotonic() - began));
    return result;
  }

  #reporter(): (progress: IndexProgress) => void {
    let last = this.#clock.monotonic();
    return (progress) => {
      const now = this.#clock.monotonic();
      if (now - last < REPORT_EVERY) return;
      last = now;
      this.#post({ type: "progress", progress });
    };
  }

  async #nextUsage(stream: number): Promise<readonly UsageRecord[] | undefined> {
    const next = await this.#streams.get(stream)?.next();
    if (next !== undefined && !next.done) return next.value;
    this.#streams.delete(stream);
    return undefined;
  }
}
