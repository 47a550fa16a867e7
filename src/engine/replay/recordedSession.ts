import { ALERT_EVENT, ATTR } from "../../core/attributes.ts";
import { FlightdeckError, type FailureClass } from "../../core/failure.ts";
import type { SpanId, ToolCallId } from "../../core/ids.ts";
import type { Decision } from "../../core/decisions.ts";
import type {
  LineBody,
  LineType,
  RecordedLine,
  RequestRecord,
  ResponseRecord,
  SessionHeader,
  ToolRecord,
} from "../../core/lines.ts";
import type { ContentBlock } from "../../core/model.ts";
import type { SpanEvent } from "../../core/telemetry.ts";

type DataOf = { readonly [Body in LineBody as Body["type"]]: Body["data"] };

/** A line's place in the recording. */
export interface Found<T> {
  readonly at: number;
  readonly data: T;
}

/** A recording's lines, and where in them what is told of each span. */
export class RecordedSession {
  readonly lines: readonly RecordedLine[];
  readonly header: SessionHeader;
  readonly #started = new Map<SpanId, number>();
  readonly #open = new Set<SpanId>();
  readonly #owned = new Map<SpanId, number[]>();
  readonly #calls = new Map<ToolCallId, SpanId[]>();
  readonly #requests = new Map<SpanId, number>();
  readonly #responses = new Map<SpanId, number>();
  readonly #tools = new Map<SpanId, number>();

  /** @throws FlightdeckError where the first line is no header. */
  constructor(lines: readonly RecordedLine[]) {
    const [first] = lines;
    if (first?.type !== "session")
      throw new FlightdeckError("storage", "The recording has no readable beginning.", {
        advice: "Only a whole recording can be run again.",
      });
    this.lines = lines;
    this.header = first.data;
    for (const [at, line] of lines.entries()) this.#index(at, line);
  }

  /** The line there, where it is of this type. */
  line<T extends LineType>(at: number, type: T): DataOf[T] | undefined {
    const line = this.lines[at];
    return line?.type === type ? (line.data as DataOf[T]) : undefined;
  }

  /** Whether it ends with a turn's end, so that nothing more is to come. */
  get isWhole(): boolean {
    return this.#open.size === 0;
  }

  /** The next line, from a place on, that tells of a span; undefined where there is none. */
  nextOf(span: SpanId, from: number): number | undefined {
    return this.#owned.get(span)?.find((at) => at >= from);
  }

  startedAt(span: SpanId): number | undefined {
    return this.#started.get(span);
  }

  request(span: SpanId): Found<RequestRecord> | undefined {
    return this.#found(this.#requests.get(span), "request");
  }

  response(span: SpanId): Found<ResponseRecord> | undefined {
    return this.#found(this.#responses.get(span), "response");
  }

  tool(span: SpanId): Found<ToolRecord> | undefined {
    return this.#found(this.#tools.get(span), "tool");
  }

  /** The span of a tool call, by its id: that of the last one that began before this place. */
  spanOfCall(call: ToolCallId, before: number): SpanId | undefined {
    return this.#calls.get(call)?.findLast((span) => (this.#started.get(span) ?? 0) < before);
  }

  /** What a span threw, as its `exception` event has it. */
  exception(span: SpanId): SpanEvent | undefined {
    return this.#eventsOf(span).findLast(({ name }) => name === "exception");
  }

  /** The failure with which a span ended. */
  failureOf(span: SpanId): FailureClass | undefined {
    for (const at of this.#owned.get(span) ?? []) {
      const data = this.line(at, "span");
      if (data?.phase === "ended") return data.attributes[ATTR.errorType] as FailureClass | undefined;
    }
    return undefined;
  }

  /** Decisions about a span, in order. */
  decisions(span: SpanId): readonly Found<Decision>[] {
    return (this.#owned.get(span) ?? []).flatMap((at) => this.#found(at, "decision") ?? []);
  }

  /** What of an answer arrived; empty where nothing is known of it. */
  contentOf({ at, data }: Found<ResponseRecord>): readonly ContentBlock[] {
    if (data.ok && data.content !== undefined) return data.content;
    for (let next = at + 1; next < this.lines.length; next++) {
      const line = this.lines[next];
      if (line === undefined || line.type === "request") break;
      if (line.type === "input" && "message" in line.data) break;
      if (line.type === "message" && line.data.turn === data.turn) {
        const { role, content, incomplete, model } = line.data;
        const isOf = role === "assistant" && (data.ok || (incomplete !== undefined && model === undefined));
        return isOf ? content : [];
      }
    }
    return [];
  }

  /** What the person was told to do about a failure; undefined where it did not end the turn. */
  adviceOn(message: string, from: number): string | undefined {
    for (let at = from; at < this.lines.length; at++) {
      const line = this.lines[at];
      if (line?.type === "input" && "message" in line.data) return undefined;
      if (line?.type !== "span" || line.data.phase !== "event") continue;
      const { name, attributes } = line.data.event;
      if (name === ALERT_EVENT)
        return attributes["message"] === message ? String(attributes["advice"]) : undefined;
    }
    return undefined;
  }

  #eventsOf(span: SpanId): readonly SpanEvent[] {
    return (this.#owned.get(span) ?? []).flatMap((at) => {
      const data = this.line(at, "span");
      return data?.phase === "event" ? [data.event] : [];
    });
  }

  #found<T extends LineType>(at: number | undefined, type: T): Found<DataOf[T]> | undefined {
    const data = at === undefined ? undefined : this.line(at, type);
    return at === undefined || data === undefined ? undefined : { at, data };
  }

  #index(at: number, line: RecordedLine): void {
    const span = spanOf(line) ?? this.#spanAfter(at, line);
    if (span !== undefined) {
      const owned = this.#owned.get(span);
      if (owned === undefined) this.#owned.set(span, [at]);
      else owned.push(at);
    }
    if (line.type === "request") this.#requests.set(line.data.span.spanId, at);
    if (line.type === "response") this.#responses.set(line.data.span.spanId, at);
    if (line.type === "tool") this.#tools.set(line.data.span.spanId, at);
    if (line.type === "span" && line.data.phase === "ended") this.#open.delete(line.data.spanId);
    if (line.type !== "span" || line.data.phase !== "started") return;
    this.#open.add(line.data.spanId);
    this.#started.set(line.data.spanId, at);
    const call = line.data.attributes[ATTR.toolCallId];
    if (typeof call !== "string") return;
    const spans = this.#calls.get(call as ToolCallId) ?? [];
    this.#calls.set(call as ToolCallId, [...spans, line.data.spanId]);
  }

  /** That secrets were taken out says not of what; the line after it does. */
  #spanAfter(at: number, line: RecordedLine): SpanId | undefined {
    if (line.type !== "decision" || line.data.safeguard !== "secrets" || line.data.where === "message")
      return undefined;
    const next = this.lines.slice(at + 1, at + 8).find((other) => spanOf(other) !== undefined);
    return next && spanOf(next);
  }
}

function spanOf(line: RecordedLine): SpanId | undefined {
  switch (line.type) {
    case "span":
      return line.data.spanId;
    case "request":
    case "response":
    case "tool":
      return line.data.span.spanId;
    case "decision":
      return line.data.span?.spanId;
    case "session":
    case "message":
    case "input":
      return undefined;
  }
}
