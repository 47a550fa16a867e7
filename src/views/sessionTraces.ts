import { ATTR } from "../core/attributes.ts";
import type { MessageId, TraceId, TurnId } from "../core/ids.ts";
import type { MessageRecord, RecordedLine, SpanRecord } from "../core/lines.ts";
import type { Span } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import { SpanFold } from "./spans.ts";
import { TraceTable } from "./traceTable.ts";

/** A trace as one picks it from a list: one turn of a session. */
export interface TraceChoice {
  readonly trace: TraceId;
  /** What the person asked, in one line; the root span's name where that is not known. */
  readonly title: string;
  readonly start: EpochMs;
  readonly state: "running" | "ok" | "error" | "interrupted";
}

interface OneTrace {
  readonly table: TraceTable;
  root?: Span;
}

/** The traces of a session, one per turn: a fold over its lines. */
export class SessionTraces {
  readonly #fold = new SpanFold();
  readonly #traces = new Map<TraceId, OneTrace>();
  readonly #prompts = new Map<TurnId, string>();
  readonly #awaited = new Map<MessageId, TurnId>();

  /** Takes a line forward; returns the trace that changed, and whether the list of traces did. */
  take(line: RecordedLine): { readonly trace?: TraceId; readonly list: boolean } {
    if (line.type === "span") return { trace: line.data.traceId, list: this.#takeSpan(line.data) };
    if (line.type === "input" && "message" in line.data) this.#awaited.set(line.data.message, line.data.turn);
    if (line.type === "message") this.#takeMessage(line.data);
    return { list: false };
  }

  /** Newest first. */
  choices(): readonly TraceChoice[] {
    return [...this.#traces]
      .flatMap(([trace, { root }]) => (root ? [this.#choice(trace, root)] : []))
      .toReversed();
  }

  table(trace: TraceId): TraceTable | undefined {
    return this.#traces.get(trace)?.table;
  }

  /** Marks what still runs as interrupted; call it where the session's process is known to be gone. */
  interrupt(): void {
    for (const one of this.#traces.values()) {
      one.table.interrupt();
      if (one.root?.state === "running") one.root = { ...one.root, state: "interrupted" };
    }
  }

  #takeSpan(record: SpanRecord): boolean {
    const span = this.#fold.take(record);
    let one = this.#traces.get(span.traceId);
    if (one === undefined) this.#traces.set(span.traceId, (one = { table: new TraceTable() }));
    one.table.put(span);
    // Until the root is known, whichever span came first stands for the trace.
    if (one.root !== undefined && one.root.spanId !== span.spanId && span.parentId !== undefined)
      return false;
    one.root = span;
    return record.phase !== "event";
  }

  #takeMessage({ id, content }: MessageRecord): void {
    const turn = this.#awaited.get(id);
    if (turn === undefined) return;
    this.#awaited.delete(id);
    const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join(" ");
    this.#prompts.set(turn, text.replace(/\s+/g, " ").trim().slice(0, TITLE_LENGTH));
  }

  #choice(trace: TraceId, root: Span): TraceChoice {
    const turn = root.attributes[ATTR.turn] as TurnId | undefined;
    const title = (turn && this.#prompts.get(turn)) || root.name;
    return { trace, title, start: root.start, state: stateOf(root) };
  }
}

const TITLE_LENGTH = 120;

function stateOf({ state, status }: Span): TraceChoice["state"] {
  if (state !== "ended") return state;
  return status.code === "error" ? "error" : "ok";
}
