import type { SpanId, TraceId } from "../core/ids.ts";
import type { SpanContext } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import type { AttributeTerm } from "../views/attributeMatch.ts";
import type { TraceChoice } from "../views/sessionTraces.ts";
import type { SpanBlock } from "../views/spanColumns.ts";
import type { SpanDetails, SpanMessages } from "../views/spanDetails.ts";
import type { ShownError } from "./channel.ts";

/** One trace, whole, without payloads. From then on the host posts what changes of it. */
export interface TraceView {
  readonly trace: TraceId;
  /** Wall-clock time from which all times of the spans count. */
  readonly origin: EpochMs;
  readonly spans: SpanBlock;
  readonly clock: TraceClock;
  /** How much of the trace is read, from 0 to 1, where it takes its time; the rest comes as news. */
  readonly read?: number;
}

/** Lets a page draw what is running without asking. */
export interface TraceClock {
  /** Whether more may come. */
  readonly live: boolean;
  /** Milliseconds since the trace's origin when this was sent. */
  readonly now: number;
}

export interface TraceSnapshot {
  /** The traces to choose from, newest first. */
  readonly choices: readonly TraceChoice[];
  /** Absent as long as there is no trace. */
  readonly view?: TraceView;
  /** A span to select. */
  readonly reveal?: SpanId;
  /** Whether the page stays with this trace, although a newer one may begin. */
  readonly pinned?: boolean;
}

export interface TraceContract {
  readonly requests: {
    /** Shows a trace, the newest where none is named. Fails where it is gone. */
    open: { args: { readonly trace?: TraceId }; result: TraceSnapshot };
    details: { args: SpanContext; result: SpanDetails };
    messages: { args: SpanContext; result: SpanMessages };
    /** Opens a tool's whole output in an editor. */
    openOutput: { args: SpanContext; result: void };
    /** Which rows of the trace have each of the attributes. */
    search: {
      args: { readonly trace: TraceId; readonly attributes: readonly AttributeTerm[] };
      result: { readonly rows: readonly Uint32Array[] };
    };
    /** Copies a span, or it and all below it, as JSON. */
    copySpans: { args: SpanContext & { readonly below: boolean }; result: { readonly spans: number } };
    /** Opens the line of source code that a span names. */
    openSource: { args: SpanContext; result: void };
    copy: { args: { readonly text: string }; result: void };
  };
  readonly news:
    /** Spans of the trace that is open, new or changed. */
    | {
        readonly type: "spans";
        readonly trace: TraceId;
        readonly spans?: SpanBlock;
        readonly clock: TraceClock;
        /** How much of the trace is read, from 0 to 1, while it is. */
        readonly read?: number;
      }
    | { readonly type: "choices"; readonly choices: readonly TraceChoice[] }
    /** Selects a span, in this trace or another. */
    | { readonly type: "reveal"; readonly span: SpanContext }
    /** The recording was deleted, or can no longer be read. */
    | { readonly type: "gone"; readonly error: ShownError }
    /** All that the page has is stale. */
    | { readonly type: "reset" };
}
