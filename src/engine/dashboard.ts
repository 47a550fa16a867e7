import type { Ports } from "../core/ports.ts";
import { compareBehind, type BehindQuery, type BehindRow } from "../store/behind.ts";
import type { DashboardData, DashboardQuery } from "../store/dashboardData.ts";
import type { IndexClient } from "../store/indexClient.ts";
import { segmentsFolder } from "../recording/segments.ts";
import type { Receiver } from "./receiver.ts";

export interface DashboardSources {
  readonly ports: Ports;
  readonly folder: () => Promise<string>;
  readonly index: () => Promise<IndexClient>;
  readonly receiver: () => Promise<Receiver>;
}

/** The figures over everything that happened in a workspace: our sessions, and what other programs sent. */
export class Dashboard {
  readonly #sources: DashboardSources;

  constructor(sources: DashboardSources) {
    this.#sources = sources;
  }

  /** The figures of a time, after a look at what is new. */
  async figures(query: DashboardQuery): Promise<DashboardData> {
    const index = await this.#sources.index();
    // The choices name what other programs sent, whatever is filtered by.
    const received = this.#received().then((receiver) =>
      receiver?.rollup({ by: query.by, from: query.before.from, to: query.range.to }),
    );
    const [cells] = await Promise.all([received, index.sync()]);
    return index.dashboard(query, cells);
  }

  /** The traces behind a number. */
  async behind(query: BehindQuery): Promise<readonly BehindRow[]> {
    const { source, service } = query.filter ?? {};
    const own =
      source === "received" || service !== undefined
        ? Promise.resolve([])
        : this.#sources.index().then((index) => index.behind(query));
    const received =
      source === "own"
        ? Promise.resolve([])
        : this.#received().then((receiver) => receiver?.behind(query) ?? []);
    const rows = (await Promise.all([own, received])).flat();
    return rows.toSorted(compareBehind(query.order)).slice(0, query.limit);
  }

  /** How many traces other programs have sent. */
  async receivedTraces(): Promise<number> {
    return (await (await this.#received())?.list({ limit: 0 }))?.total ?? 0;
  }

  /** Undefined where nothing was ever received: then nobody waits for its worker. */
  async #received(): Promise<Receiver | undefined> {
    const { ports, folder, receiver } = this.#sources;
    const segments = await ports.storage.list(segmentsFolder(await folder()));
    return segments.length === 0 ? undefined : receiver();
  }
}
