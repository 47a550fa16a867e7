import { ATTR } from "../../../src/core/attributes.ts";
import type { FailureClass } from "../../../src/core/failure.ts";
import {
  Ids,
  type RecordingKey,
  type RequestId,
  type SessionId,
  type ToolCallId,
  type TurnId,
} from "../../../src/core/ids.ts";
import type { LineBody, ModelRef, ResponseRecord } from "../../../src/core/lines.ts";
import type { Random } from "../../../src/core/ports.ts";
import type { SpanContext } from "../../../src/core/telemetry.ts";
import { epochMs, ms, nanoUsd } from "../../../src/core/units.ts";
import { NO_USAGE, type Metering, type Usage } from "../../../src/core/usage.ts";

/** A line and when it was recorded, in epoch milliseconds. */
export interface ScriptLine {
  readonly at: number;
  readonly body: LineBody;
}

export interface SessionOptions {
  readonly start: number;
  readonly model: ModelRef;
  readonly agent: string;
  readonly title: string;
  readonly turns: number;
  /** Model calls of each turn. */
  readonly steps: number;
  readonly metering?: Metering;
  /** The last turn has not ended: its process runs, or has vanished. */
  readonly open?: boolean;
  /** Share of the calls that fail once before they succeed; 0.05 where absent. */
  readonly failing?: number;
  /** How long a call takes at least, and by how much more at most. */
  readonly latency?: readonly [number, number];
}

export interface ScriptedSession {
  readonly key: RecordingKey;
  readonly id: SessionId;
  readonly lines: readonly ScriptLine[];
}

const FAILURES: readonly (readonly [FailureClass, number])[] = [
  ["rate_limit", 429],
  ["overloaded", 529],
  ["server_error", 500],
  ["stall", 200],
];
const TOOLS = ["read_file", "search_text", "edit_file", "run_command", "list_files"];

/** Nano-USD per token. */
const PRICES: Usage = {
  input: 3_000,
  cacheRead: 300,
  cacheWrite5m: 3_750,
  cacheWrite1h: 6_000,
  output: 15_000,
};

/** Makes up sessions as the agent would record them, cheaply enough for hundreds of thousands of calls. */
export class SessionScripts {
  readonly #random: Random;
  readonly #ids: Ids;
  #now = 0;
  #lines: ScriptLine[] = [];

  constructor(random: Random) {
    this.#random = random;
    const clock = {
      now: () => epochMs(this.#now),
      monotonic: () => ms(this.#now),
      sleep: () => Promise.resolve(),
      timer: () => ({ dispose: () => undefined }),
      zone: "UTC",
    };
    this.#ids = new Ids(clock, random);
  }

  session(options: SessionOptions): ScriptedSession {
    this.#now = options.start;
    this.#lines = [];
    const key = this.#ids.recording();
    const id = this.#ids.session();
    this.#header(id, options);
    for (let turn = 1; turn <= options.turns; turn++) {
      this.#turn(id, options, turn === options.turns && options.open === true);
      this.#now += this.#between(5_000, 120_000);
    }
    return { key, id, lines: this.#lines };
  }

  #header(id: SessionId, { title, agent, model }: SessionOptions): void {
    this.#add({
      type: "session",
      data: {
        id,
        engine: "0.0.0",
        title,
        agent: { name: agent, text: "" },
        model,
        system: [{ type: "text", text: "You help with the project." }],
        tools: [],
        settings: {},
        prices: "2026-11-22",
        zone: "UTC",
        platform: "linux",
        roots: ["/work"],
      },
    });
  }

  #turn(session: SessionId, options: SessionOptions, open: boolean): void {
    const turn = this.#ids.turn();
    const root = { traceId: this.#ids.trace(), spanId: this.#ids.span() };
    const message = this.#ids.message();
    this.#add({ type: "input", data: { act: "prompt", turn, message } });
    const attributes = { [ATTR.operation]: "invoke_agent", [ATTR.turn]: turn, [ATTR.sessionId]: session };
    this.#started(root, `invoke_agent ${options.agent}`, attributes);
    for (let step = 1; step <= options.steps; step++) this.#step(options, turn, root, step);
    if (!open) this.#ended(root, this.#random.next() < 0.1 ? "output_truncated" : undefined);
  }

  #step(options: SessionOptions, turn: TurnId, root: SpanContext, step: number): void {
    let attempt = 1;
    if (this.#random.next() < (options.failing ?? 0.05)) {
      const failed = FAILURES[this.#between(0, FAILURES.length)];
      this.#call(options, turn, root, step, attempt++, failed);
    }
    this.#call(options, turn, root, step, attempt);
    if (step < options.steps) this.#tool(turn, root);
  }

  #call(
    { model, metering, latency = [600, 4_000] }: SessionOptions,
    turn: TurnId,
    root: SpanContext,
    step: number,
    attempt: number,
    failed?: readonly [FailureClass, number],
  ): void {
    const request = this.#ids.request();
    const span = { traceId: root.traceId, spanId: this.#ids.span() };
    this.#add({
      type: "request",
      data: {
        request,
        turn,
        step,
        attempt,
        model,
        messages: [],
        maxTokens: 16_000,
        hash: "0".repeat(64),
        span,
      },
    });
    const duration =
      failed === undefined ? latency[0] + this.#random.next() ** 3 * latency[1] : this.#between(40, 900);
    this.#now += duration;
    const usage = failed === undefined ? this.#usage() : NO_USAGE;
    const common = {
      request,
      turn,
      span,
      model,
      duration: ms(duration),
      usage,
      ...bill(usage, metering),
      uncertain: false,
    };
    this.#add({
      type: "response",
      data: { ...common, ...this.#outcome(request, model, duration, failed) } as ResponseRecord,
    });
  }

  #outcome(request: RequestId, model: ModelRef, duration: number, failed?: readonly [FailureClass, number]) {
    const requestId = `req_${request.slice(-20)}`;
    if (failed !== undefined) {
      const [failure, status] = failed;
      return { ok: false, failure, message: "It failed.", details: { status, requestId, stage: "refused" } };
    }
    const response = {
      id: `msg_${request.slice(-20)}`,
      requestId,
      model: `${model.id}-20261101`,
      stopReason: "end_turn",
      rawUsage: {},
      status: 200,
      rateLimit: {},
      timeToFirstToken: ms(duration * (0.2 + 0.3 * this.#random.next())),
      chunks: [],
    };
    return { ok: true, response };
  }

  #tool(turn: TurnId, root: SpanContext): void {
    const name = TOOLS[this.#between(0, TOOLS.length)] ?? "read_file";
    const span = { traceId: root.traceId, spanId: this.#ids.span() };
    const duration = this.#between(2, 400);
    const call = `toolu_${span.spanId}` as ToolCallId;
    const isError = this.#random.next() < 0.04;
    this.#now += duration;
    const data = {
      call,
      turn,
      span,
      name,
      title: name,
      input: {},
      text: "…",
      isError,
      duration: ms(duration),
    };
    this.#add({ type: "tool", data });
  }

  #started(span: SpanContext, name: string, attributes: Readonly<Record<string, string>>): void {
    this.#add({
      type: "span",
      data: { phase: "started", ...span, name, kind: "internal", start: epochMs(this.#now), attributes },
    });
  }

  #ended(span: SpanContext, failure: FailureClass | undefined): void {
    const status =
      failure === undefined ? ({ code: "ok" } as const) : ({ code: "error", message: failure } as const);
    const attributes = failure === undefined ? {} : { [ATTR.errorType]: failure };
    this.#add({
      type: "span",
      data: { phase: "ended", ...span, end: epochMs(this.#now), status, attributes },
    });
  }

  #usage(): Usage {
    const cached = this.#between(2_000, 30_000);
    return {
      input: this.#between(5, 900),
      cacheRead: cached,
      cacheWrite5m: this.#between(0, 1_500),
      cacheWrite1h: 0,
      output: this.#between(30, 1_200),
    };
  }

  #add(body: LineBody): void {
    this.#now += 1;
    this.#lines.push({ at: this.#now, body });
  }

  #between(low: number, high: number): number {
    return low + Math.floor(this.#random.next() * (high - low));
  }
}

function bill(usage: Usage, metering: Metering = "metered") {
  const priced = metering === "metered" || metering === "simulated";
  const amount = Object.entries(usage).reduce(
    (sum, [bucket, tokens]) => sum + tokens * PRICES[bucket as keyof Usage],
    0,
  );
  const price = priced ? { priceSource: "a price list", priceDate: "2026-11-01" } : {};
  return { cost: { metering, nanoUsd: nanoUsd(priced ? amount : 0), ...price } };
}
