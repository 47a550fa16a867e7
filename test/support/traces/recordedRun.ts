import { ATTR } from "../../../src/core/attributes.ts";
import { FlightdeckError, ModelError, type FailureClass } from "../../../src/core/failure.ts";
import { Ids, type MessageId, type SessionId, type ToolCallId, type TurnId } from "../../../src/core/ids.ts";
import type { LineBody, ModelRef, RecordedLine, Recorder } from "../../../src/core/lines.ts";
import type { ContentBlock } from "../../../src/core/model.ts";
import type { LiveSpan, Tracer } from "../../../src/core/telemetry.ts";
import { epochMs, ms, nanoUsd } from "../../../src/core/units.ts";
import { NO_USAGE, promptTokens, type Cost, type Usage } from "../../../src/core/usage.ts";
import { createTracer } from "../../../src/telemetry/tracer.ts";
import { seededRandom } from "../seededRandom.ts";

/** One answer of the model in a script, with the tools that it calls. */
export interface ScriptedStep {
  readonly text?: string;
  readonly usage: Partial<Usage>;
  readonly firstToken: number;
  readonly duration: number;
  readonly tools?: readonly ScriptedTool[];
  /** Attempts that failed before one succeeded. */
  readonly failures?: readonly ScriptedFailure[];
}

export interface ScriptedTool {
  readonly name: string;
  readonly title: string;
  readonly input: unknown;
  readonly output: string;
  readonly duration: number;
  readonly failure?: { readonly class: FailureClass; readonly message: string };
}

export interface ScriptedFailure {
  readonly class: FailureClass;
  readonly status: number;
  readonly message: string;
  readonly duration: number;
  /** How long the next attempt waits. */
  readonly wait: number;
}

export interface ScriptedTurn {
  readonly prompt: string;
  readonly steps: readonly ScriptedStep[];
  /** What the turn ends with, where it fails. */
  readonly failure?: { readonly class: FailureClass; readonly message: string };
}

/** USD per million tokens of a made-up price list: input, cache read, cache write, output. */
const PRICES = { input: 3, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6, output: 15 };

/**
 * Records a session from a script, as the agent would: the real tracer, a clock that the script
 * moves, lines in the order of happening. Enough for what views and pages need of a recording.
 */
export class RecordedRun {
  readonly lines: RecordedLine[] = [];
  readonly session: SessionId;
  readonly #model: ModelRef;
  readonly #ids: Ids;
  readonly #tracer: Tracer;
  readonly #recorder: Recorder;
  readonly #begin: number;
  #now: number;
  #messages: MessageId[] = [];

  constructor(model: ModelRef, start = "2026-11-22T12:00:00Z", seed = 1) {
    this.#model = model;
    this.#begin = this.#now = Date.parse(start);
    const clock = {
      now: () => epochMs(this.#now),
      monotonic: () => ms(this.#now - this.#begin),
      sleep: () => Promise.resolve(),
      timer: () => ({ dispose: () => undefined }),
      zone: "UTC",
    };
    const ids = new Ids(clock, seededRandom(seed));
    this.#ids = ids;
    this.#recorder = {
      record: (body) => void this.lines.push(this.#line(body)),
      flush: () => Promise.resolve(),
      blob: () => Promise.reject(new Error("no side files here")),
    };
    this.#tracer = createTracer({ recorder: this.#recorder, clock, ids, version: "0.0.0" });
    this.session = ids.session();
  }

  /** Lets time pass. */
  pass(duration: number): void {
    this.#now += duration;
  }

  header(title: string, system: string, tools: readonly string[]): void {
    this.#recorder.record({
      type: "session",
      data: {
        id: this.session,
        engine: "0.0.0",
        title,
        agent: { name: "assistant", text: "" },
        model: this.#model,
        system: [{ type: "text", text: system }],
        tools: tools.map((name) => ({ name, description: "", input_schema: { type: "object" } })),
        settings: {},
        prices: "2026-11-01",
        zone: "UTC",
        platform: "linux",
        roots: ["/work/support-agent"],
      },
    });
  }

  turn({ prompt, steps, failure }: ScriptedTurn): void {
    const turn = this.#ids.turn();
    this.#prompt(turn, prompt);
    const span = this.#tracer.start("invoke_agent assistant", {
      attributes: {
        [ATTR.operation]: "invoke_agent",
        [ATTR.agentName]: "assistant",
        [ATTR.conversation]: this.session,
        [ATTR.sessionId]: this.session,
        [ATTR.turn]: turn,
        [ATTR.inputLength]: prompt.length,
        [ATTR.inputPreview]: prompt.slice(0, 200),
        [ATTR.simulated]: this.#model.provider === "simulated" || undefined,
      },
    });
    this.pass(4);
    steps.forEach((step, at) => this.#step(turn, span, step, at + 1));
    if (failure) span.fail(new FlightdeckError(failure.class, failure.message), failure.class);
    span.set({ [ATTR.outputLength]: steps.at(-1)?.text?.length ?? 0 });
    this.pass(3);
    span.end();
  }

  #prompt(turn: TurnId, prompt: string): void {
    const id = this.#ids.message();
    this.#recorder.record({ type: "input", data: { act: "prompt", turn, message: id } });
    this.#message(turn, "user", [{ type: "text", text: prompt }], id);
  }

  #message(
    turn: TurnId,
    role: "user" | "assistant",
    content: readonly ContentBlock[],
    id = this.#ids.message(),
  ): void {
    const parent = this.#messages.at(-1);
    this.#recorder.record({ type: "message", data: { id, turn, role, content, ...(parent && { parent }) } });
    this.#messages.push(id);
  }

  #step(turn: TurnId, root: LiveSpan, step: ScriptedStep, number: number): void {
    const { id } = this.#model;
    const calls = (step.tools ?? []).map((tool) => ({ ...tool, id: this.#callId() }));
    const chat = this.#tracer.start(`chat ${id}`, {
      parent: root.context,
      kind: "client",
      attributes: {
        [ATTR.operation]: "chat",
        [ATTR.provider]: this.#model.provider === "anthropic" ? "anthropic" : "flightdeck.simulated",
        [ATTR.requestModel]: id,
        [ATTR.requestMaxTokens]: 16_000,
        [ATTR.conversation]: this.session,
        [ATTR.step]: number,
      },
    });
    const firstToken = this.#attempts(turn, chat, step, number);
    const usage = { ...NO_USAGE, ...step.usage };
    const cost = this.#cost(usage);
    chat.set({
      [ATTR.metering]: cost.metering,
      [ATTR.costNanoUsd]: cost.nanoUsd,
      [ATTR.responseModel]: id,
      [ATTR.responseId]: `msg_${number}`,
      [ATTR.finishReasons]: [calls.length > 0 ? "tool_use" : "end_turn"],
      [ATTR.timeToFirstChunk]: firstToken / 1000,
      [ATTR.inputTokens]: promptTokens(usage),
      [ATTR.outputTokens]: usage.output,
      [ATTR.cacheReadTokens]: usage.cacheRead || undefined,
      [ATTR.cacheWriteTokens]: usage.cacheWrite5m || undefined,
    });
    chat.end();
    this.#answer(turn, step.text, calls);
    this.pass(2);
    if (calls.length > 0) this.#tools(turn, root, calls, number);
  }

  #answer(turn: TurnId, text: string | undefined, calls: readonly (ScriptedTool & { id: string })[]): void {
    this.#message(turn, "assistant", [
      ...(text === undefined ? [] : [{ type: "text" as const, text }]),
      ...calls.map(({ id, name, input }) => ({ type: "tool_use" as const, id, name, input })),
    ]);
  }

  /** @returns when the first token came, in ms from the start of the `chat` span. */
  #attempts(turn: TurnId, chat: LiveSpan, step: ScriptedStep, number: number): number {
    const begun = this.#now;
    this.pass(1);
    for (const [at, failure] of (step.failures ?? []).entries()) {
      this.#attempt(turn, chat, number, at + 1, failure);
      this.#recorder.record({
        type: "decision",
        data: {
          turn,
          span: chat.context,
          safeguard: "retry",
          verdict: "wait",
          failure: failure.class,
          attempt: at + 1,
          wait: ms(failure.wait),
          text: `${failure.message} Trying again in ${(failure.wait / 1000).toFixed(1)} s.`,
        },
      });
      this.pass(failure.wait);
    }
    const sent = this.#now;
    this.#attempt(turn, chat, number, (step.failures?.length ?? 0) + 1, step);
    this.pass(1);
    return sent - begun + step.firstToken;
  }

  #attempt(
    turn: TurnId,
    chat: LiveSpan,
    step: number,
    attempt: number,
    outcome: ScriptedStep | ScriptedFailure,
  ): void {
    const request = this.#ids.request();
    const span = this.#tracer.start(`attempt ${attempt}`, {
      parent: chat.context,
      kind: "client",
      attributes: {
        [ATTR.attempt]: attempt,
        [ATTR.request]: request,
        [ATTR.attemptModel]: this.#model.id,
        [ATTR.attemptProvider]: this.#model.provider,
        [ATTR.attemptMaxTokens]: 16_000,
      },
    });
    const common = { request, turn, span: span.context, model: this.#model };
    this.#recorder.record({
      type: "request",
      data: {
        ...common,
        step,
        attempt,
        messages: [...this.#messages],
        maxTokens: 16_000,
        hash: "0".repeat(64),
      },
    });
    this.pass(outcome.duration);
    const usage = { ...NO_USAGE, ...("usage" in outcome ? outcome.usage : {}) };
    const bill = { usage, cost: this.#cost(usage), uncertain: false, duration: ms(outcome.duration) };
    const requestId = `req_${request.slice(-8)}`;
    span.set({ [ATTR.attemptCost]: bill.cost.nanoUsd, [ATTR.requestId]: requestId });
    if ("class" in outcome) {
      span.set({ [ATTR.httpStatus]: outcome.status });
      const details = { status: outcome.status, requestId, stage: "refused" } as const;
      span.fail(new ModelError(outcome.class, outcome.message, details), outcome.class);
      const data = {
        ...common,
        ...bill,
        ok: false,
        failure: outcome.class,
        message: outcome.message,
        details,
      } as const;
      this.#recorder.record({ type: "response", data });
    } else {
      span.set({ [ATTR.httpStatus]: 200 });
      const response = {
        id: `msg_${step}`,
        requestId,
        model: this.#model.id,
        stopReason: outcome.tools ? "tool_use" : "end_turn",
        rawUsage: usage,
        status: 200,
        rateLimit: { "anthropic-ratelimit-requests-remaining": "49" },
        timeToFirstToken: ms(outcome.firstToken),
        chunks: [ms(outcome.firstToken), ms(outcome.duration)],
      };
      this.#recorder.record({ type: "response", data: { ...common, ...bill, ok: true, response } });
    }
    span.end();
  }

  /** Tools of one answer run side by side: all begin together, and end when each is done. */
  #tools(
    turn: TurnId,
    root: LiveSpan,
    calls: readonly (ScriptedTool & { id: ToolCallId })[],
    step: number,
  ): void {
    const begun = this.#now;
    const started = calls.map((tool) => ({ tool, span: this.#startTool(root, tool, step) }));
    for (const { tool, span } of started.toSorted((a, b) => a.tool.duration - b.tool.duration)) {
      this.#now = begun + tool.duration;
      if (tool.failure) span.fail(new Error(tool.failure.message), tool.failure.class);
      span.end();
      this.#recorder.record({
        type: "tool",
        data: {
          call: tool.id,
          turn,
          span: span.context,
          name: tool.name,
          title: tool.title,
          input: tool.input,
          text: tool.output,
          isError: tool.failure !== undefined,
          duration: ms(tool.duration),
          ...(tool.failure && { failure: tool.failure.class }),
        },
      });
    }
    this.pass(2);
    const results = calls.map(({ id, output, failure }) => ({
      type: "tool_result" as const,
      tool_use_id: id,
      content: output,
      ...(failure && { is_error: true }),
    }));
    this.#message(turn, "user", results);
  }

  #startTool(root: LiveSpan, tool: ScriptedTool & { id: string }, step: number): LiveSpan {
    return this.#tracer.start(`execute_tool ${tool.name}`, {
      parent: root.context,
      attributes: {
        [ATTR.operation]: "execute_tool",
        [ATTR.toolName]: tool.name,
        [ATTR.toolCallId]: tool.id,
        [ATTR.toolType]: "function",
        [ATTR.toolTitle]: tool.title,
        [ATTR.step]: step,
      },
    });
  }

  #callId = (): ToolCallId => `toolu_${this.#ids.span()}` as ToolCallId;

  #cost(usage: Usage): Cost {
    const micro = (Object.keys(PRICES) as (keyof Usage)[]).reduce(
      (sum, name) => sum + usage[name] * PRICES[name],
      0,
    );
    const metering = this.#model.provider === "simulated" ? "simulated" : "metered";
    return {
      metering,
      nanoUsd: nanoUsd(Math.round(micro * 1000)),
      priceSource: "test",
      priceDate: "2026-11-01",
    };
  }

  #line(body: LineBody): RecordedLine {
    return { ...body, seq: this.lines.length, wall: epochMs(this.#now), mono: ms(this.#now - this.#begin) };
  }
}
