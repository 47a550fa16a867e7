import type { JsonBytes } from "../../core/jsonBytes.ts";
import type { TraceId } from "../../core/ids.ts";
import type { OtlpResourceSpans } from "../../core/otlp.ts";
import type { Clock } from "../../core/ports.ts";
import { Redactor } from "../../recording/redaction.ts";
import { inLines } from "../../recording/segmentLines.ts";
import { beginLine, type SegmentHead, type SegmentPlace, type Segments } from "../../recording/segments.ts";
import { SpanIntake } from "../../telemetry/otlp/reading.ts";
import { TracesJson, type UnreadTraces } from "../../telemetry/otlp/tracesJson.ts";
import { keep, keepLogs, type ReceivedContent } from "../../telemetry/privacy.ts";
import { TRANSLATED, type PriceOf } from "../../telemetry/receivedSpan.ts";
import { BRIEF_ATTRIBUTES } from "../../views/receivedTrace.ts";
import { serviceOf, type Intake, type IntakePart } from "./intake.ts";
import { LinePool } from "./linePool.ts";
import { spansByTrace } from "./spansByTrace.ts";
import type { TraceStore } from "./traceStore.ts";
import type { Watching } from "./watching.ts";

export interface RecorderOptions {
  readonly segments: Segments;
  readonly store: TraceStore;
  readonly watching: Watching;
  readonly clock: Clock;
  readonly price: PriceOf;
  /** Does one thing after the other. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** Hears that something was written. */
  readonly changed: () => void;
}

/** What is said of the sender of spans. */
type Sender = Omit<SegmentHead, "received">;

/** A line that was written in memory. */
interface WrittenLine {
  readonly head: SegmentHead;
  readonly json: JsonBytes;
  /** Its spans, with no more than lists and statistics need. */
  readonly groups: readonly OtlpResourceSpans[];
}

const LOOKED_AT: ReadonlySet<string> = new Set([...TRANSLATED, ...BRIEF_ATTRIBUTES]);

/** Writes down what comes, without what may not be kept, and adds it to the list of traces. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #pool = new LinePool();
  #content: ReceivedContent = "redacted";
  #redactor = new Redactor();
  readonly #writers = new Map<ReceivedContent, TracesJson>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** @param held secrets that we hold ourselves. */
  follow(content: ReceivedContent, held: readonly string[]): void {
    this.#content = content;
    this.#redactor = new Redactor(() => held);
    // What they know of attributes holds for what is kept now.
    this.#writers.clear();
  }

  /** Resolves when all parts are written, with their traces. */
  async record(parts: readonly IntakePart[]): Promise<ReadonlySet<TraceId>> {
    const traces = new Set<TraceId>();
    for (const part of parts) await this.#recordPart(part, traces);
    return traces;
  }

  /**
   * As `record`, straight from a request's bytes. Nothing is written where they are no request.
   * @throws OtlpError where they are none.
   */
  async recordUnread(
    traces: UnreadTraces,
    isClaimed: (service: string) => boolean,
    token: boolean,
  ): Promise<Intake["read"]> {
    const intake = new SpanIntake();
    const lines: WrittenLine[] = [];
    try {
      for (const claimed of [true, false]) {
        const groups = traces.groups.filter((group) => isClaimed(serviceOf(group)) === claimed);
        const sender = { claimed, ...(token && { token: true as const }) };
        for (const some of inLines({ groups })) this.#write({ ...traces, ...some }, sender, intake, lines);
      }
      for (const line of lines) await this.#options.alone(() => this.#append(line));
    } finally {
      for (const { json } of lines) this.#pool.giveBack(json);
    }
    return intake.read([]);
  }

  #write({ reader, groups }: UnreadTraces, sender: Sender, intake: SpanIntake, lines: WrittenLine[]): void {
    if (groups.length === 0) return;
    const head = { received: this.#options.clock.now(), ...sender };
    const json = this.#pool.take();
    const before = intake.accepted;
    beginLine(json, head);
    const line = { head, json, groups: this.#writer(sender.claimed).write(reader, groups, json, intake) };
    if (intake.accepted > before) lines.push(line);
    else this.#pool.giveBack(json);
  }

  async #append({ head, json, groups }: WrittenLine): Promise<void> {
    const { segments, store, watching, changed } = this.#options;
    const place = await segments.appendWritten(json);
    const spans = await store.add({ ...head, groups }, place);
    if (watching.some(spans)) await this.#show(place);
    changed();
  }

  /** Who looks at a trace sees more of a span than lists need. */
  async #show(place: SegmentPlace): Promise<void> {
    const { segments, watching, price } = this.#options;
    const line = await segments.at(place);
    if (line !== undefined) watching.show(spansByTrace(line, price), line, place);
  }

  async #recordPart(
    { claimed, token, imported, groups, logs }: IntakePart,
    traces: Set<TraceId>,
  ): Promise<void> {
    const { segments, store, watching, clock, alone, changed } = this.#options;
    const { content, redact } = this.#keeping(claimed);
    const kept = { groups: keep(groups, content, redact), logs: keepLogs(logs, content, redact) };
    if (kept.groups.length + kept.logs.length === 0) return;
    const head = { received: clock.now(), claimed, ...(token && { token }), ...(imported && { imported }) };
    for (const some of inLines(kept)) {
      const line = { ...head, ...some };
      await alone(async () => {
        const place = await segments.append(line);
        const spans = await store.add(line, place);
        watching.show(spans, line, place);
        for (const trace of spans.keys()) traces.add(trace);
      });
    }
    changed();
  }

  /** Of what others say, nobody has said that it may be kept. */
  #keeping(claimed: boolean) {
    return {
      content: claimed ? this.#content : "off",
      redact: (text: string): string => this.#redactor.redact(text).text,
    } as const;
  }

  #writer(claimed: boolean): TracesJson {
    const keeping = this.#keeping(claimed);
    let writer = this.#writers.get(keeping.content);
    if (writer === undefined) {
      writer = new TracesJson(keeping, LOOKED_AT);
      this.#writers.set(keeping.content, writer);
    }
    return writer;
  }
}
