import { ROOT_CONTEXT, SpanKind as OtelKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import type { HrTime, Span as OtelSpan, Tracer as OtelTracer } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AlwaysOnSampler, BasicTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { ATTR } from "../core/attributes.ts";
import { failureInfo, type FailureClass } from "../core/failure.ts";
import type { Ids, SpanId, TraceId } from "../core/ids.ts";
import type { Recorder } from "../core/lines.ts";
import type { Clock } from "../core/ports.ts";
import type {
  Attributes,
  LiveSpan,
  SpanContext,
  SpanKind,
  SpanStatus,
  StartSpan,
  Tracer,
} from "../core/telemetry.ts";
import { epochMs, type EpochMs } from "../core/units.ts";

export interface TracerOptions {
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly version: string;
}

/**
 * A tracer whose spans become lines of a recording as they start, have events and end. Its provider is
 * our own, never the global one, which all extensions of the host share; sampler and limits are given,
 * so that no `OTEL_*` variable of the person's shell thins out a recording.
 */
export function createTracer(options: TracerOptions): Tracer {
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: options.ids.trace, generateSpanId: options.ids.span },
    resource: resourceFromAttributes({
      "service.name": "agent-flightdeck",
      "service.version": options.version,
    }),
    spanLimits: UNLIMITED,
    generalLimits: {
      attributeCountLimit: UNLIMITED_COUNT,
      attributeValueLengthLimit: Number.POSITIVE_INFINITY,
    },
    spanProcessors: [recordingProcessor(options.recorder)],
  });
  const tracer = provider.getTracer("agent-flightdeck", options.version);
  return { start: (name, start = {}) => new RecordedSpan(tracer, options, name, start) };
}

const UNLIMITED_COUNT = 1_000_000;
const UNLIMITED = {
  attributeValueLengthLimit: Number.POSITIVE_INFINITY,
  attributeCountLimit: UNLIMITED_COUNT,
  eventCountLimit: UNLIMITED_COUNT,
  linkCountLimit: UNLIMITED_COUNT,
  attributePerEventCountLimit: UNLIMITED_COUNT,
};

class RecordedSpan implements LiveSpan {
  readonly context: SpanContext;
  readonly #span: OtelSpan;
  readonly #options: TracerOptions;
  #failed = false;

  constructor(
    tracer: OtelTracer,
    options: TracerOptions,
    name: string,
    { parent, kind, attributes }: StartSpan,
  ) {
    this.#options = options;
    const context =
      parent === undefined
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags: TraceFlags.SAMPLED });
    this.#span = tracer.startSpan(
      name,
      {
        kind: TO_OTEL[kind ?? "internal"],
        startTime: hrTime(options.clock.now()),
        ...(attributes && { attributes: mutable(attributes) }),
      },
      context,
    );
    const { traceId, spanId } = this.#span.spanContext();
    this.context = { traceId: traceId as TraceId, spanId: spanId as SpanId };
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(mutable(attributes));
  }

  event(name: string, attributes: Attributes = {}): void {
    if (!this.#span.isRecording()) return;
    const time = this.#options.clock.now();
    this.#span.addEvent(name, mutable(attributes), hrTime(time));
    const event = { name, time, attributes: defined(attributes) };
    this.#options.recorder.record({ type: "span", data: { phase: "event", ...this.context, event } });
  }

  fail(error: unknown, failure: FailureClass): void {
    this.#failed = true;
    this.set({ [ATTR.errorType]: failure });
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error, failure) });
    this.event("exception", exception(error, failure));
  }

  end(): void {
    if (!this.#failed) this.#span.setStatus({ code: SpanStatusCode.OK });
    this.#span.end(hrTime(this.#options.clock.now()));
  }
}

/** Writes a span's start and end as lines, synchronously, so that none is lost in a queue. */
function recordingProcessor(recorder: Recorder): SpanProcessor {
  const startedWith = new WeakMap<object, Readonly<Record<string, unknown>>>();
  return {
    onStart(span) {
      const { traceId, spanId } = span.spanContext();
      startedWith.set(span, { ...span.attributes });
      recorder.record({
        type: "span",
        data: {
          phase: "started",
          traceId: traceId as TraceId,
          spanId: spanId as SpanId,
          ...(span.parentSpanContext && { parentId: span.parentSpanContext.spanId }),
          name: span.name,
          kind: FROM_OTEL[span.kind],
          start: fromHrTime(span.startTime),
          attributes: { ...span.attributes } as Attributes,
        },
      });
    },
    onEnd(span) {
      const { traceId, spanId } = span.spanContext();
      const known = startedWith.get(span) ?? {};
      const added = Object.entries(span.attributes).filter(([name, value]) => known[name] !== value);
      recorder.record({
        type: "span",
        data: {
          phase: "ended",
          traceId: traceId as TraceId,
          spanId: spanId as SpanId,
          end: fromHrTime(span.endTime),
          status: status(span.status.code, span.status.message),
          attributes: Object.fromEntries(added) as Attributes,
        },
      });
    },
    forceFlush: () => recorder.flush(),
    shutdown: () => recorder.flush(),
  };
}

function status(code: SpanStatusCode, message: string | undefined): SpanStatus {
  if (code === SpanStatusCode.ERROR) return { code: "error", ...(message ? { message } : {}) };
  return { code: code === SpanStatusCode.OK ? "ok" : "unset" };
}

const messageOf = (error: unknown, failure: FailureClass): string =>
  error instanceof Error ? error.message : failureInfo(failure).symptom;

/** The attributes of OpenTelemetry's `exception` event. */
function exception(error: unknown, failure: FailureClass): Attributes {
  if (!(error instanceof Error)) return { "exception.type": failure, "exception.message": String(error) };
  return {
    "exception.type": error.name,
    "exception.message": error.message,
    "exception.stacktrace": error.stack,
  };
}

const defined = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));

/** OpenTelemetry's API wants mutable arrays, though it changes none. */
const mutable = (attributes: Attributes) =>
  defined(attributes) as Record<string, string | number | boolean | string[] | number[] | boolean[]>;

const TO_OTEL: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

const FROM_OTEL: Readonly<Record<OtelKind, SpanKind>> = {
  [OtelKind.INTERNAL]: "internal",
  [OtelKind.SERVER]: "server",
  [OtelKind.CLIENT]: "client",
  [OtelKind.PRODUCER]: "producer",
  [OtelKind.CONSUMER]: "consumer",
};

function hrTime(at: EpochMs): HrTime {
  const seconds = Math.floor(at / 1000);
  return [seconds, Math.round((at - seconds * 1000) * 1e6)];
}

/** To the microsecond, which is what a double holds of a date in milliseconds. */
const fromHrTime = ([seconds, nanos]: HrTime): EpochMs =>
  epochMs(seconds * 1000 + Math.round(nanos / 1000) / 1000);
