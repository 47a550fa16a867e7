import type { TraceId } from "../../../src/core/ids.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";
import type { Handlers } from "../../../src/protocol/channel.ts";
import type { TraceClock, TraceContract, TraceSnapshot } from "../../../src/protocol/trace.ts";
import { SessionTraces, type TraceChoice } from "../../../src/views/sessionTraces.ts";
import { matchesAttribute, type AttributeTerm } from "../../../src/views/attributeMatch.ts";
import { SpanFold } from "../../../src/views/spans.ts";
import { SpanDetailsFold } from "../../../src/views/spanDetails.ts";
import { TraceTable } from "../../../src/views/traceTable.ts";
import { receivedDetails, receivedMessages } from "../../../src/workers/receiver/spanDetails.ts";
import { HostError } from "../fakeHost.ts";

/** Answers of a host, but for those that only the scenario knows. */
export type TraceAnswers = Omit<Handlers<TraceContract>, "openOutput" | "openSource" | "copySpans" | "copy">;

const rowsOf = (spans: readonly Span[], table: TraceTable | undefined, terms: readonly AttributeTerm[]) => ({
  rows: terms.map((term) =>
    Uint32Array.from(
      spans.flatMap(({ attributes, spanId }) =>
        matchesAttribute(attributes, term) ? (table?.rowOf(spanId) ?? []) : [],
      ),
    ),
  ),
});

const notLive = (now: number): TraceClock => ({ live: false, now });

/** A session from its lines, as the real host shows one. */
export class RecordedSession {
  readonly #traces = new SessionTraces();
  readonly #lines: RecordedLine[] = [];
  readonly #clock: (trace: TraceId) => TraceClock;
  shown: TraceId | undefined;

  constructor(clock: (trace: TraceId) => TraceClock = () => notLive(0)) {
    this.#clock = clock;
  }

  take(lines: readonly RecordedLine[]): boolean {
    this.#lines.push(...lines);
    return lines.map((line) => this.#traces.take(line)).some(({ list }) => list);
  }

  choices = (): readonly TraceChoice[] => this.#traces.choices();

  /** Marks what runs as interrupted. */
  interrupt(): void {
    this.#traces.interrupt();
  }

  changes() {
    const spans = this.shown && this.#traces.table(this.shown)?.changes();
    return spans && { type: "spans" as const, trace: this.shown!, spans, clock: this.#clock(this.shown!) };
  }

  open = ({ trace }: { readonly trace?: TraceId }): TraceSnapshot => {
    const choices = this.choices();
    this.shown = trace ?? choices[0]?.trace;
    const table = this.shown && this.#traces.table(this.shown);
    if (this.shown === undefined || table === undefined) return { choices };
    const view = {
      trace: this.shown,
      origin: table.origin!,
      spans: table.snapshot(),
      clock: this.#clock(this.shown),
    };
    return { choices, view };
  };

  details: TraceAnswers["details"] = (context) => {
    const details = this.#fold(context).details();
    if (details === undefined)
      throw new HostError("The span is not in the recording.", "It may have been deleted.");
    return details;
  };

  messages: TraceAnswers["messages"] = (context) => this.#fold(context).messages();

  search: TraceAnswers["search"] = ({ trace, attributes }) => {
    const fold = new SpanFold();
    for (const line of this.#lines)
      if (line.type === "span" && line.data.traceId === trace) fold.take(line.data);
    return rowsOf([...fold.spans()], this.#traces.table(trace), attributes);
  };

  get answers(): TraceAnswers {
    return { open: this.open, details: this.details, messages: this.messages, search: this.search };
  }

  #fold(context: Parameters<TraceAnswers["details"]>[0]): SpanDetailsFold {
    const fold = new SpanDetailsFold(context);
    for (const line of this.#lines) fold.take(line);
    return fold;
  }
}

/** A trace of spans that came from elsewhere. */
export class ReceivedTrace {
  readonly #table = new TraceTable();
  readonly #spans = new Map<string, Span>();
  readonly #clock: () => TraceClock;

  constructor(spans: readonly Span[], clock: () => TraceClock = () => notLive(0)) {
    this.#clock = clock;
    this.put(spans);
  }

  put(spans: readonly Span[]): void {
    for (const span of spans) {
      this.#spans.set(span.spanId, span);
      this.#table.put(span);
    }
  }

  changes() {
    const spans = this.#table.changes();
    return {
      type: "spans" as const,
      trace: this.#first.traceId,
      clock: this.#clock(),
      ...(spans && { spans }),
    };
  }

  open = (): TraceSnapshot => {
    const { traceId, name, start } = this.#first;
    return {
      choices: [{ trace: traceId, title: name, start, state: this.#clock().live ? "running" : "ok" }],
      view: {
        trace: traceId,
        origin: this.#table.origin ?? epochMs(0),
        spans: this.#table.snapshot(),
        clock: this.#clock(),
      },
    };
  };

  details: TraceAnswers["details"] = ({ spanId }) => {
    const span = this.#spans.get(spanId);
    if (span === undefined)
      throw new HostError("The span is not in the recording.", "It may have been deleted.");
    return receivedDetails(span);
  };

  messages: TraceAnswers["messages"] = ({ spanId }) => receivedMessages(this.#spans.get(spanId)!);

  search: TraceAnswers["search"] = ({ attributes }) =>
    rowsOf([...this.#spans.values()], this.#table, attributes);

  get answers(): TraceAnswers {
    return { open: this.open, details: this.details, messages: this.messages, search: this.search };
  }

  get #first(): Span {
    const [first] = this.#spans.values();
    if (first === undefined) throw new Error("a trace has a span");
    return first;
  }
}
