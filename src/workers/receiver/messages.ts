import type { Observation } from "../../audit/runtime/observation.ts";
import type { SpanId, TraceId } from "../../core/ids.ts";
import type { OtlpTraces } from "../../core/otlp.ts";
import type { Settings } from "../../core/settings.ts";
import type { Span } from "../../core/telemetry.ts";
import type { EpochMs } from "../../core/units.ts";
import type { BehindQuery, BehindRow } from "../../store/behind.ts";
import type { Range } from "../../store/dashboardData.ts";
import type { RolledUp } from "../../store/rollups.ts";
import type { ReceivedContent } from "../../telemetry/privacy.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import type { AttributeTerm } from "../../views/attributeMatch.ts";
import type { SourceHit, SourceQuery } from "../../views/sourceSpans.ts";
import type { SpanBlock } from "../../views/spanColumns.ts";
import type { SpanDetails, SpanMessages } from "../../views/spanDetails.ts";

/** What the receiver's worker has to know before anything else. */
export interface ReceiverOptions {
  /** The storage folder of the workspace. */
  readonly root: string;
  /** IANA name of the local time zone, for prices that change by day. */
  readonly zone: string;
}

/** What may change while it runs. */
export interface ReceiverPolicy {
  readonly content: ReceivedContent;
  readonly prices: Settings["prices"];
  /** Secrets that we hold ourselves. */
  readonly held: readonly string[];
  /** What senders of this workspace show. */
  readonly token: string;
}

export interface TracesQuery {
  /** A filter as in `views/traceQuery.ts`: words and `key:value`. */
  readonly text?: string;
  readonly session?: string;
  readonly limit: number;
  readonly offset?: number;
}

export interface TracesPage {
  /** Newest first. */
  readonly traces: readonly TraceSummary[];
  /** How many match. */
  readonly total: number;
}

/** Whole local hours or days from a moment up to another, which is not included. */
export interface RollupQuery extends Range {
  readonly by: "hour" | "day";
}

/** A trace without payloads, as the trace page takes it. */
export interface ReceivedView extends TraceState {
  readonly origin: EpochMs;
  /** The first rows at least; the others are told as they are read. */
  readonly spans: SpanBlock;
}

export interface TraceNews extends TraceState {
  readonly type: "spans";
  readonly trace: TraceId;
  readonly spans?: SpanBlock;
}

export interface TraceState {
  /** Whether some span that is known has not ended. */
  readonly running: boolean;
  /** How much of what was received before is read, from 0 to 1. */
  readonly read: number;
}

/** Whose spans belong to this workspace: those that show its token, or all. */
export type Claimed = "token" | "all";

/** A service whose senders belong to this workspace because the person said so. */
export interface ServiceClaim {
  /** `service.name`; empty for those that give none. */
  readonly service: string;
  readonly claimed: boolean;
}

/** What a file or a backend's answer held. */
export interface ViewedTraces {
  /** Newest first. */
  readonly traces: readonly TraceSummary[];
  readonly spans: number;
  /** Spans that nobody could place. */
  readonly rejected: number;
}

export interface ReceiverRequests {
  /** Takes over new settings. */
  policy: { args: ReceiverPolicy; result: void };
  /**
   * Listens, on the first of the ports that is free; 0 is any. `claims`: whose spans belong to this workspace.
   */
  listen: {
    args: { readonly ports: readonly number[]; readonly claims: Claimed };
    result: { readonly port: number };
  };
  /** Listens besides on each of these ports as soon as it is free, until `stop`. None: no longer. */
  standardPorts: { args: { readonly ports: readonly number[] }; result: void };
  /** Claims a service for this workspace, or withdraws that; what was received stays as it was written. */
  claim: { args: ServiceClaim; result: void };
  /** The services that are claimed, by name. */
  claims: { args: undefined; result: readonly string[] };
  /** Stops listening, when what arrived is written. */
  stop: { args: undefined; result: void };
  list: { args: TracesQuery; result: TracesPage };
  /** What the traces of a time add to the dashboard. */
  rollup: { args: RollupQuery; result: readonly RolledUp[] };
  /** The traces behind a number of the dashboard. */
  behind: { args: BehindQuery; result: readonly BehindRow[] };
  /** From now on `spans` tells what changes in it. Undefined where there is no such trace. */
  watch: { args: { readonly trace: TraceId }; result: ReceivedView | undefined };
  unwatch: { args: { readonly trace: TraceId }; result: void };
  details: { args: { readonly trace: TraceId; readonly span: SpanId }; result: SpanDetails | undefined };
  /** Which rows of a trace that is watched have each of the attributes. */
  search: {
    args: { readonly trace: TraceId; readonly attributes: readonly AttributeTerm[] };
    result: readonly Uint32Array[];
  };
  /** A span and all below it, with their payloads; parents first. */
  subtree: { args: { readonly trace: TraceId; readonly span: SpanId }; result: readonly Span[] };
  /** Spans that name a place in a file, newest first. */
  ofSource: { args: SourceQuery; result: readonly SourceHit[] };
  /** What programs that were started here were seen doing in a folder's files, for the checklist audit. */
  seenRunning: { args: { readonly folder: string }; result: readonly Observation[] };
  messages: { args: { readonly trace: TraceId; readonly span: SpanId }; result: SpanMessages | undefined };
  /** A trace with its payloads, translated and priced. */
  spans: { args: { readonly trace: TraceId }; result: readonly Span[] };
  /** The trace as it was received. */
  export: { args: { readonly trace: TraceId }; result: OtlpTraces | undefined };
  /** Takes traces to be looked at, which are written nowhere: OTLP or Jaeger's in JSON, or OTLP in protobuf. */
  view: { args: { readonly body: string | Uint8Array }; result: ViewedTraces };
  /** Deletes traces from the disk. `left` files could not be changed, because another process writes them now. */
  forget: { args: { readonly traces: readonly TraceId[] }; result: { readonly left: number } };
  /** Adds a trace from a file; the text is OTLP in JSON. */
  import: {
    args: { readonly text: string };
    result: { readonly traces: readonly TraceId[]; readonly spans: number };
  };
}

export type ReceiverNews =
  /** Something arrived. At most a few times a second. */
  { readonly type: "changed" } | TraceNews | { readonly type: "warning"; readonly message: string };
