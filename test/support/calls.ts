import type { Attempt, ModelCall, ToolCall, WaitReason } from "../../src/core/call.ts";
import type { FailureClass } from "../../src/core/failure.ts";
import type {
  MessageId,
  RequestId,
  SessionId,
  SpanId,
  ToolCallId,
  TraceId,
  TurnId,
} from "../../src/core/ids.ts";
import type { ModelRef } from "../../src/core/lines.ts";
import type { LiveEvent } from "../../src/core/live.ts";
import type { Bill, Model, ModelEvent, ModelInfo, ModelRequest } from "../../src/core/model.ts";
import type { Attributes, LiveSpan, SpanContext, StartSpan, Tracer } from "../../src/core/telemetry.ts";
import { ms } from "../../src/core/units.ts";
import { MemoryRecorder } from "./lines.ts";

/** A span as a test looks at it. */
export class FakeSpan implements LiveSpan {
  readonly name: string;
  readonly parent: SpanContext | undefined;
  readonly context: SpanContext;
  attributes: Attributes;
  readonly events: string[] = [];
  failure: FailureClass | undefined;
  error: unknown;
  ended = 0;

  constructor(name: string, number: number, { parent, attributes = {} }: StartSpan = {}) {
    this.name = name;
    this.parent = parent;
    this.attributes = attributes;
    this.context = { traceId: "trace" as TraceId, spanId: `span-${number}` as SpanId };
  }

  set(attributes: Attributes): void {
    this.attributes = { ...this.attributes, ...attributes };
  }

  event(name: string): void {
    this.events.push(name);
  }

  fail(error: unknown, failure: FailureClass): void {
    this.error = error;
    this.failure = failure;
  }

  end(): void {
    this.ended++;
  }
}

export class FakeTracer implements Tracer {
  readonly spans: FakeSpan[] = [];

  start(name: string, options?: StartSpan): FakeSpan {
    const span = new FakeSpan(name, this.spans.length, options);
    this.spans.push(span);
    return span;
  }
}

export interface FakeCall extends ModelCall {
  readonly recorder: MemoryRecorder;
  readonly tracer: FakeTracer;
  readonly span: FakeSpan;
  /** What was reported while the call ran. */
  readonly seen: {
    readonly live: LiveEvent[];
    readonly bills: Bill[];
    readonly waits: (WaitReason & { readonly duration: number })[];
  };
}

export interface FakeCallOptions {
  readonly signal?: AbortSignal;
  readonly wait?: ModelCall["wait"];
  readonly messageIds?: readonly string[];
  readonly session?: string;
  /** HTTP attempts, the first included. */
  readonly attempts?: number;
  readonly waitLeft?: number;
  readonly authors?: Readonly<Record<string, ModelRef>>;
}

/** A model call whose surroundings a test can look at. Waits end at once unless it says otherwise. */
export function fakeCall(options: FakeCallOptions = {}): FakeCall {
  const recorder = new MemoryRecorder();
  const tracer = new FakeTracer();
  const seen: FakeCall["seen"] = { live: [], bills: [], waits: [] };
  let attempts = 0;
  const nextAttempt = (): Attempt => ({ request: `request-${++attempts}` as RequestId, number: attempts });
  return {
    session: (options.session ?? "session") as SessionId,
    turn: "turn" as TurnId,
    step: 1,
    signal: options.signal ?? new AbortController().signal,
    span: tracer.start("chat"),
    tracer,
    recorder,
    live: (event) => seen.live.push(event),
    wait: async (duration, why) => {
      seen.waits.push({ duration, ...why });
      await options.wait?.(duration, why);
    },
    answer: "answer" as MessageId,
    messageIds: (options.messageIds ?? ["m1"]) as MessageId[],
    attempt: nextAttempt(),
    nextAttempt: () => (attempts < (options.attempts ?? 6) ? nextAttempt() : undefined),
    waitLeft: () => ms(options.waitLeft ?? 120_000),
    authorOf: (id) => options.authors?.[id],
    billed: (bill) => seen.bills.push(bill),
    seen,
  };
}

/** A tool call with the same surroundings. */
export const fakeToolCall = (options: FakeCallOptions = {}): FakeCall & ToolCall => ({
  ...fakeCall(options),
  id: "call" as ToolCallId,
});

export const INFO: ModelInfo = {
  id: "claude-sonnet-5-5",
  provider: "anthropic",
  label: "Sonnet",
  contextWindow: 1_000_000,
  maxOutput: 128_000,
};

export const REQUEST: ModelRequest = {
  system: [{ type: "text", text: "Be brief." }],
  tools: [],
  messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
  maxTokens: 2_000,
};

/** A model that does what a test says, with the requests that it got. */
export function fakeModel(
  stream: (request: ModelRequest, call: ModelCall) => AsyncIterable<ModelEvent>,
): Model & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    info: INFO,
    requests,
    stream(request, call) {
      requests.push(request);
      return stream(request, call);
    },
  };
}
