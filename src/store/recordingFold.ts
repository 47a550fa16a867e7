import { ATTR } from "../core/attributes.ts";
import { isFailureClass, type FailureClass } from "../core/failure.ts";
import type { RequestId, SessionId, TraceId, TurnId } from "../core/ids.ts";
import type {
  MessageRecord,
  ModelRef,
  PersonInput,
  RecordedLine,
  RequestRecord,
  ResponseRecord,
  SpanRecord,
  ToolRecord,
} from "../core/lines.ts";
import { epochMs, ms, type EpochMs } from "../core/units.ts";
import { addCost, addUsage, NO_COST, NO_USAGE, type Cost, type Usage } from "../core/usage.ts";
import { callRow, type Sent } from "./callRow.ts";
import { Cells, type Cell, type Dimensions } from "./cells.ts";
import type { Hours } from "./hours.ts";
import type { CallRow, RunStatus, SessionRow, Sums, ToolRow, TraceRow } from "./rows.ts";

/** What a fold has to remember between two readings of a recording. Plain JSON. */
export interface FoldState {
  readonly session: FoldedSession;
  /** Turns that have not ended. */
  readonly open: readonly TraceRow[];
  /** Requests without a response. */
  readonly sent: readonly Sent[];
  /** All that the recording adds to the roll-ups. */
  readonly cells: readonly Cell[];
}

export type FoldedSession = Omit<SessionRow, "key" | "unreadable">;

/** What some lines of a recording add to the index. */
export interface FoldedRows {
  readonly calls: readonly CallRow[];
  readonly tools: readonly ToolRow[];
  /** New turns, and known ones that changed. */
  readonly traces: readonly TraceRow[];
  /** What the lines add to the roll-ups. */
  readonly cells: readonly Cell[];
  readonly state: FoldState;
}

/** Where a line stands in its file, in bytes. */
export interface Place {
  readonly offset: number;
  readonly end: number;
}

interface Addition {
  readonly calls?: number;
  readonly tools?: number;
  readonly usage?: Usage;
  readonly cost?: Cost;
}

const NOTHING: Sums = { calls: 0, tools: 0, usage: NO_USAGE, cost: NO_COST };

/**
 * A recording's lines in order, turned into rows. Pure: the same lines give the same rows in whatever
 * pieces they are read, as long as each piece goes on from the state that the one before left.
 */
export class RecordingFold {
  readonly #hours: Hours;
  #session: FoldedSession | undefined;
  readonly #open = new Map<TraceId, TraceRow>();
  readonly #sent = new Map<RequestId, Sent>();
  readonly #all: Cells;
  #new = new Cells();
  #calls: CallRow[] = [];
  #tools: ToolRow[] = [];
  #touched = new Map<TraceId, TraceRow>();

  constructor(hours: Hours, state?: FoldState) {
    this.#hours = hours;
    this.#session = state?.session;
    for (const trace of state?.open ?? []) this.#open.set(trace.trace, trace);
    for (const sent of state?.sent ?? []) this.#sent.set(sent.request, sent);
    this.#all = new Cells(state?.cells);
  }

  take(line: RecordedLine, place: Place): void {
    this.#session = { ...(this.#session ?? unknownSession(line.wall)), updated: line.wall };
    switch (line.type) {
      case "session": {
        const { id, title, agent, model, fork, imported } = line.data;
        // A fork has a past already, and nothing runs before the person goes on.
        const status = fork && ({ status: "stopped" } as const);
        const known = { id, title, agent: agent.name, model, started: line.wall };
        return this.#set({ ...known, ...status, ...(imported && { imported: imported.at }) });
      }
      case "request":
        return this.#request(line.data, line.wall);
      case "response":
        return this.#response(line.data, line, place);
      case "tool":
        return this.#tool(line.data, line, place);
      case "input":
        return this.#input(line.data);
      case "span":
        return this.#span(line.data, line.seq, place);
      case "message":
        return this.#message(line.data);
      case "decision":
        return;
    }
  }

  /** How many rows wait to be taken. */
  get pending(): number {
    return this.#calls.length + this.#tools.length + this.#touched.size;
  }

  /** What the lines since the last call add; undefined before the first line. */
  drain(): FoldedRows | undefined {
    if (this.#session === undefined) return undefined;
    const rows = {
      calls: this.#calls,
      tools: this.#tools,
      traces: [...this.#touched.values()],
      cells: this.#new.values(),
    };
    for (const cell of rows.cells) this.#all.merge(cell);
    this.#calls = [];
    this.#tools = [];
    this.#touched = new Map();
    this.#new = new Cells();
    const state = {
      session: this.#session,
      open: [...this.#open.values()],
      sent: [...this.#sent.values()],
      cells: this.#all.values(),
    };
    return { ...rows, state };
  }

  #set(news: Partial<FoldedSession>): void {
    if (this.#session !== undefined) this.#session = { ...this.#session, ...news };
  }

  #message({ role, by, content, inherited }: MessageRecord): void {
    const session = this.#session;
    if (session === undefined || role !== "user" || by !== undefined || inherited !== undefined) return;
    if (session.prompts.length >= MOST_PROMPTS || content.some(({ type }) => type === "tool_result")) return;
    const text = content.flatMap((block) =>
      block.type === "text" ? [block.text.slice(0, MOST_PROMPTS)] : [],
    );
    const line = text.join(" ").replace(/\s+/g, " ").trim();
    this.#set({ prompts: `${session.prompts}${line}\n`.slice(0, MOST_PROMPTS) });
  }

  #request({ request, step, attempt }: RequestRecord, time: EpochMs): void {
    this.#sent.set(request, { request, time, step, attempt });
  }

  #response(data: ResponseRecord, { seq, wall }: RecordedLine, place: Place): void {
    const call = callRow(data, seq, wall, this.#sent.get(data.request));
    this.#sent.delete(data.request);
    if (this.#isOurs(wall)) this.#calls.push(call);
    const { usage, cost } = call;
    this.#add({ calls: 1, usage, cost }, call.trace, place);
    const { provider, id: name } = call.model;
    this.#count(
      call.time,
      { kind: "call", provider, name, metering: cost.metering },
      {
        usage,
        nanoUsd: cost.nanoUsd,
        failure: call.failure,
        duration: call.duration,
        ttft: call.timeToFirstToken,
      },
    );
  }

  #tool(data: ToolRecord, { seq, wall }: RecordedLine, place: Place): void {
    const { call, name, duration, failure = data.isError ? "tool_error" : undefined } = data;
    const trace = data.span.traceId;
    const row: ToolRow = {
      seq,
      time: epochMs(wall - duration),
      call,
      trace,
      name,
      duration,
      ...(failure && { failure }),
    };
    this.#tools.push(row);
    this.#add({ tools: 1 }, trace, place);
    this.#count(row.time, { kind: "tool", provider: "", name, metering: "" }, { duration, failure });
  }

  #input(input: PersonInput): void {
    if (input.act === "rename") this.#set({ title: input.title });
    if (input.act === "model") this.#set({ model: input.model });
  }

  #span(span: SpanRecord, seq: number, place: Place): void {
    if (span.phase === "started") {
      if (span.parentId === undefined && span.attributes[ATTR.operation] === "invoke_agent")
        this.#turnStarted(span, seq, place);
      return;
    }
    const trace = this.#open.get(span.traceId);
    if (trace === undefined) return;
    if (span.phase === "ended" && span.spanId === trace.root) this.#turnEnded(span, trace, place);
    else this.#touch({ ...trace, to: place.end });
  }

  #turnStarted(span: Extract<SpanRecord, { phase: "started" }>, seq: number, place: Place): void {
    const turn = span.attributes[ATTR.turn] as TurnId | undefined;
    const session = this.#session;
    if (session === undefined) return;
    const { failure: _failure, ...rest } = session;
    const id = session.id ?? (span.attributes[ATTR.sessionId] as SessionId | undefined);
    this.#session = { ...rest, status: "running", turns: session.turns + 1, ...(id && { id }) };
    this.#touch({
      ...NOTHING,
      trace: span.traceId,
      root: span.spanId,
      ...(turn && { turn }),
      started: span.start,
      status: "running",
      from: place.offset,
      to: place.end,
      seq,
    });
  }

  #turnEnded(span: Extract<SpanRecord, { phase: "ended" }>, trace: TraceRow, place: Place): void {
    const status = statusOf(span);
    const type = span.attributes[ATTR.errorType];
    const failed = status === "done" || !isFailureClass(type) ? {} : { failure: type };
    const duration = ms(Math.max(0, span.end - trace.started));
    this.#touch({ ...trace, to: place.end, ended: span.end, status, ...failed });
    this.#open.delete(trace.trace);
    this.#set({ status, ...failed, duration: ms((this.#session?.duration ?? 0) + duration) });
    const failure: FailureClass | undefined = failed.failure;
    this.#count(trace.started, { kind: "turn", provider: "", name: "", metering: "" }, { duration, failure });
  }

  /** Adds to the session, and to the turn as long as it is open: its calls end before its root does. */
  #add(addition: Addition, trace: TraceId, place: Place): void {
    if (this.#session !== undefined) this.#session = { ...this.#session, ...added(this.#session, addition) };
    const open = this.#open.get(trace);
    if (open !== undefined) this.#touch({ ...open, ...added(open, addition), to: place.end });
  }

  #touch(trace: TraceRow): void {
    if (trace.ended === undefined) this.#open.set(trace.trace, trace);
    this.#touched.set(trace.trace, trace);
  }

  #isOurs(at: EpochMs): boolean {
    return at >= (this.#session?.imported ?? 0);
  }

  #count(at: EpochMs, dimensions: Omit<Dimensions, "agent">, event: Parameters<Cells["count"]>[2]): void {
    if (!this.#isOurs(at)) return;
    this.#new.count(this.#hours.of(at), { ...dimensions, agent: this.#session?.agent ?? "" }, event);
  }
}

/** Characters of a session's messages that are kept for searching. */
const MOST_PROMPTS = 2_000;

const added = (to: Sums, { calls = 0, tools = 0, usage, cost }: Addition): Sums => ({
  calls: to.calls + calls,
  tools: to.tools + tools,
  usage: usage ? addUsage(to.usage, usage) : to.usage,
  cost: cost ? addCost(to.cost, cost) : to.cost,
});

function statusOf(span: Extract<SpanRecord, { phase: "ended" }>): RunStatus {
  if (span.attributes[ATTR.interrupted] === true) return "interrupted";
  if (span.status.code !== "error") return "done";
  return span.attributes[ATTR.errorType] === "cancelled" ? "stopped" : "failed";
}

/** Before its first readable line. A session whose first turn has not begun is about to begin it. */
const unknownSession = (at: EpochMs): FoldedSession => ({
  ...NOTHING,
  title: "",
  agent: "",
  model: UNKNOWN_MODEL,
  started: at,
  updated: at,
  turns: 0,
  prompts: "",
  status: "running",
  duration: ms(0),
});

const UNKNOWN_MODEL: ModelRef = { provider: "anthropic", id: "" };
