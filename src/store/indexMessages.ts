import type { RecordingKey, SessionId } from "../core/ids.ts";
import type { FromWorker, ToWorker } from "../core/workerClient.ts";
import type { BehindQuery, BehindRow } from "./behind.ts";
import type { DashboardData, DashboardQuery } from "./dashboardData.ts";
import type { IndexProgress, SyncResult } from "./indexer.ts";
import type { SessionsPage, SessionsQuery, TraceMatch, UsageQuery } from "./queries.ts";
import type { RolledUp } from "./rollups.ts";
import type { SessionRow, UsageRecord } from "./rows.ts";

/** What the index's worker has to know before anything else. */
export interface IndexOptions {
  /** The storage folder: recordings and snapshot lie in it. */
  readonly root: string;
  /** IANA name of the zone whose days count. */
  readonly zone: string;
  /** How many of the newest calls, tool runs and turns are kept in memory, each. */
  readonly rowLimit: number;
}

/** What can be asked of the index, by name. */
export interface IndexRequests {
  sync: { args: { readonly only?: readonly RecordingKey[] | undefined }; result: SyncResult };
  sessions: { args: SessionsQuery; result: SessionsPage };
  session: { args: { readonly id: SessionId }; result: SessionRow | undefined };
  traces: { args: { readonly prefix: string }; result: readonly TraceMatch[] };
  /** `received`: what other programs' traces add. */
  dashboard: {
    args: { readonly query: DashboardQuery; readonly received?: readonly RolledUp[] };
    result: DashboardData;
  };
  behind: { args: BehindQuery; result: readonly BehindRow[] };
  /** Begins a stream of pages under a number that the client picks. */
  usage: { args: { readonly stream: number; readonly query: UsageQuery }; result: void };
  /** The next page; undefined at the end. */
  nextUsage: { args: { readonly stream: number }; result: readonly UsageRecord[] | undefined };
  endUsage: { args: { readonly stream: number }; result: void };
  /** Writes the snapshot now, unless it is up to date. */
  save: { args: undefined; result: void };
}

export type IndexRequestName = keyof IndexRequests;

export type ToIndex = ToWorker<IndexOptions>;
export type FromIndex = FromWorker<IndexNews>;

export type IndexNews =
  | { readonly type: "progress"; readonly progress: IndexProgress }
  /** A sync found something new. */
  | { readonly type: "changed" }
  /** Something went wrong that nobody waits for. */
  | { readonly type: "warning"; readonly message: string };
