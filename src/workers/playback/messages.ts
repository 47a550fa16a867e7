import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Span } from "../../core/telemetry.ts";
import type {
  PlaybackOverview,
  PlaybackTrace,
  PlayState,
  StateQuery,
} from "../../views/playback/playback.ts";

/** What is played back. */
export type PlaybackMaterial =
  | { readonly kind: "recording"; readonly path: string }
  /** A trace of another program, with its payloads. */
  | { readonly kind: "spans"; readonly title: string; readonly spans: readonly Span[] };

/** What the worker of a play-back has to know before anything else. */
export interface PlaybackOptions {
  readonly material: PlaybackMaterial;
}

export interface OpenedOverview extends PlaybackOverview {
  /** What is not played back, and why, in sentences. */
  readonly notes: readonly string[];
}

export interface PlaybackRequests {
  overview: { args: undefined; result: OpenedOverview };
  state: { args: StateQuery; result: PlayState };
  trace: { args: { readonly trace: TraceId }; result: PlaybackTrace | undefined };
  /** Where a span ended, or began; undefined where it is not known. */
  spanPosition: { args: { readonly span: SpanId }; result: number | undefined };
  /** Positions of lines by their numbers. */
  positions: { args: { readonly seqs: readonly number[] }; result: readonly number[] };
  /** The number of the line that was played last at a position. */
  seqAt: { args: { readonly position: number }; result: number };
}

export interface PlaybackNews {
  readonly type: "progress";
  /** 0 to 1. */
  readonly share: number;
}
