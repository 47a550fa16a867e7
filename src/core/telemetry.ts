import type { SpanId, TraceId } from "./ids.ts";
import type { FailureClass } from "./failure.ts";
import type { EpochMs } from "./units.ts";

export type AttributeValue =
  string | number | boolean | readonly string[] | readonly number[] | readonly boolean[];
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** OpenTelemetry's span kinds. */
export type SpanKind = "internal" | "server" | "client" | "producer" | "consumer";

export interface SpanContext {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

export interface SpanStatus {
  readonly code: "unset" | "ok" | "error";
  readonly message?: string;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: EpochMs;
  readonly attributes: Attributes;
}

/**
 * A span as every view sees it, whether it is ours or was received. A span without an end is
 * `running`, or `interrupted` where its process is known to be gone.
 */
export interface Span extends SpanContext {
  readonly parentId?: SpanId;
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: EpochMs;
  readonly end?: EpochMs;
  readonly state: "running" | "ended" | "interrupted";
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
}

/** A span that is being made. Calls after `end` do nothing. */
export interface LiveSpan {
  readonly context: SpanContext;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  /** Status error, `error.type` and the recorded exception; the span still has to be ended. */
  fail(error: unknown, failure: FailureClass): void;
  /** Status ok unless it failed. */
  end(): void;
}

export interface StartSpan {
  readonly parent?: SpanContext;
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** Makes spans. The agent and the safeguards see only this, never an OpenTelemetry SDK. */
export interface Tracer {
  start(name: string, options?: StartSpan): LiveSpan;
}

/** W3C Trace Context, sampled: what a callee needs so that its spans lie under this one. */
export const traceparent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;
