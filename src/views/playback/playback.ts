import { ATTR } from "../../core/attributes.ts";
import type { SessionId, SpanId, TraceId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import { epochMs, type EpochMs } from "../../core/units.ts";
import { ITEM_RUN } from "../itemRuns.ts";
import { SessionTraces, type TraceChoice } from "../sessionTraces.ts";
import { StatusFold, type SessionStatus } from "../sessionStatus.ts";
import type { SpanBlock } from "../spanColumns.ts";
import { Transcript } from "../transcript.ts";
import type { TranscriptItem, TurnView } from "../transcriptItems.ts";
import { BudgetFold, type BudgetState } from "./budgetFold.ts";
import { ItemHistory } from "./itemHistory.ts";
import type { Stops } from "./navigation.ts";
import { PlayTime } from "./playTime.ts";
import { countUpTo, Series } from "./series.ts";
import { stopOf } from "./stops.ts";
import { TurnHistory } from "./turnHistory.ts";

/** What holds for all of a play-back. */
export interface PlaybackOverview {
  readonly session?: SessionId;
  readonly title: string;
  readonly start: EpochMs;
  /** When each line is played: milliseconds from the first. A position is a number of lines. */
  readonly times: Float64Array<ArrayBuffer>;
  readonly stops: Stops;
  /** Newest first. */
  readonly traces: readonly TraceChoice[];
}

export interface StateQuery {
  /** How many lines have been played, from 1. */
  readonly position: number;
  /** How many items of the transcript's end are wanted at least. */
  readonly count: number;
  /** Versions of items that the asker has. */
  readonly have: readonly number[];
}

/** Everything as it stood at one moment. */
export interface PlayState {
  readonly position: number;
  readonly wall: EpochMs;
  readonly status: SessionStatus;
  readonly budget: BudgetState;
  /** The end of the transcript: its turns, and versions of their items in order. */
  readonly turns: readonly TurnView[];
  readonly shown: readonly number[];
  /** Those of them that the asker does not have. */
  readonly items: readonly { readonly version: number; readonly item: TranscriptItem }[];
  /** Whether there are items before these. */
  readonly hasEarlier: boolean;
  /** What the newest line belongs to. */
  readonly span?: SpanContext;
  /** What happened last, in one line. */
  readonly text: string;
}

export interface PlaybackTrace {
  readonly origin: EpochMs;
  readonly spans: SpanBlock;
}

/**
 * A recording for play-back: its lines are folded once, and what each fold said at each line is kept, so
 * that the state at any position is looked up in the time that its shown part takes, however long the
 * recording is.
 */
export class Playback {
  readonly #transcript = new Transcript();
  readonly #items = new ItemHistory();
  readonly #turns = new TurnHistory();
  readonly #status = new StatusFold({
    title: "",
    agent: "",
    model: { provider: "anthropic", id: "" },
    contextWindow: 0,
  });
  readonly #statuses = new Series<SessionStatus>();
  readonly #budget = new BudgetFold();
  readonly #budgets = new Series<BudgetState>();
  readonly #traces = new SessionTraces();
  readonly #spans = new Series<SpanContext>();
  readonly #spanPositions = new Map<SpanId, number>();
  readonly #roots = new Set<string>();
  readonly #time = new PlayTime();
  /** How many spans run. */
  #open = 0;
  readonly #walls: EpochMs[] = [];
  readonly #seqs: number[] = [];
  readonly #stops: number[] = [];
  readonly #flags: number[] = [];
  readonly #texts: string[] = [];
  #session: SessionId | undefined;

  /** How many lines it has. */
  get length(): number {
    return this.#walls.length;
  }

  /** Undefined where the recording's beginning is damaged. */
  get session(): SessionId | undefined {
    return this.#session;
  }

  take(line: RecordedLine): void {
    this.#time.push(line.wall, this.#open > 0 || this.#status.status.running);
    this.#seqs.push(line.seq);
    const position = this.#walls.push(line.wall);
    if (line.type === "session") this.#session = line.data.id;
    for (const change of this.#transcript.take(line)) {
      if (change.op === "put") this.#items.put(position, change.item);
      else if (change.op === "turns") this.#turns.put(position, change.turns);
    }
    if (this.#status.take(line)) this.#statuses.push(position, this.#status.status);
    if (this.#budget.take(line)) this.#budgets.push(position, this.#budget.state);
    this.#traces.take(line);
    this.#mark(line, position);
  }

  /** Says that there are no more lines, and that nobody writes any. */
  end(): void {
    this.#traces.interrupt();
  }

  overview(): PlaybackOverview {
    return {
      ...(this.#session && { session: this.#session }),
      title: this.#status.status.title,
      start: this.#walls[0] ?? epochMs(0),
      times: this.#time.times(),
      stops: { positions: Uint32Array.from(this.#stops), flags: Uint8Array.from(this.#flags) },
      traces: this.#traces.choices(),
    };
  }

  state({ position: wanted, count, have }: StateQuery): PlayState {
    const position = Math.min(Math.max(Math.trunc(wanted), 1), this.length);
    const { turns, shown, hasEarlier } = this.#window(position, count);
    const known = new Set(have);
    const stop = countUpTo(this.#stops.length, (index) => this.#stops[index]!, position) - 1;
    const span = this.#spans.at(position);
    return {
      position,
      wall: this.#walls[position - 1] ?? epochMs(0),
      status: this.#statuses.at(position) ?? NOTHING_YET,
      budget: this.#budgets.at(position) ?? this.#budget.state,
      turns,
      shown,
      items: shown.flatMap((version) => {
        const item = known.has(version) ? undefined : this.#items.item(version);
        return item === undefined ? [] : [{ version, item }];
      }),
      hasEarlier,
      ...(span && { span }),
      text: this.#texts[stop] ?? "",
    };
  }

  /** A trace as it is at the end; undefined where there is none. */
  trace(id: TraceId): PlaybackTrace | undefined {
    const table = this.#traces.table(id);
    return table?.origin === undefined ? undefined : { origin: table.origin, spans: table.snapshot() };
  }

  /** The position at which the lines up to this number have been played. */
  positionOf(seq: number): number {
    return Math.max(
      1,
      countUpTo(this.#seqs.length, (index) => this.#seqs[index]!, seq),
    );
  }

  /** The number of the line that was played last at a position. */
  seqAt(position: number): number {
    return this.#seqs[Math.min(position, this.length) - 1] ?? 0;
  }

  /** The position at which a span ended, or began where its end is not known; undefined where it is unknown. */
  positionOfSpan(span: SpanId): number | undefined {
    return this.#spanPositions.get(span);
  }

  #mark(line: RecordedLine, position: number): void {
    if (line.type === "span" && line.data.phase !== "event")
      this.#spanPositions.set(line.data.spanId, position);
    if (line.type === "span" && line.data.phase === "ended") this.#open--;
    if (line.type === "span" && line.data.phase === "started") {
      this.#open++;
      this.#spans.push(position, { traceId: line.data.traceId, spanId: line.data.spanId });
      if (line.data.attributes[ATTR.operation] === "invoke_agent" && line.data.parentId === undefined)
        this.#roots.add(line.data.spanId);
    } else if (line.type === "response" || line.type === "tool") {
      this.#spans.push(position, line.data.span);
      this.#spanPositions.set(line.data.span.spanId, position);
    }
    const stop = stopOf(line, (span) => this.#roots.has(span));
    if (stop === undefined) return;
    this.#stops.push(position);
    this.#flags.push(stop.flags);
    this.#texts.push(stop.text);
  }

  /** The last items that are shown at a position, over as many turns as that takes. */
  #window(position: number, count: number): Pick<PlayState, "turns" | "shown" | "hasEarlier"> {
    const turns: TurnView[] = [];
    const parts: (readonly number[])[] = [];
    let rest = count;
    let index = this.#turns.count(position) - 1;
    let left = false;
    for (; index >= 0 && rest > 0; index--) {
      const turn = this.#turns.turn(position, index)!;
      const items = this.#items.count(turn.id, position);
      // Whole runs, so that the page draws the same ones again when the playhead moves.
      const from = Math.max(0, Math.floor((items - rest) / ITEM_RUN) * ITEM_RUN);
      turns.push(turn);
      parts.push(this.#items.versions(turn.id, from, items, position));
      rest -= items - from;
      left = from > 0;
    }
    return { turns: turns.toReversed(), shown: parts.toReversed().flat(), hasEarlier: left || index >= 0 };
  }
}

const NOTHING_YET = new StatusFold({
  title: "",
  agent: "",
  model: { provider: "anthropic", id: "" },
  contextWindow: 0,
}).status;
