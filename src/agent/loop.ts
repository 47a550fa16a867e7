import type { CallContext, ModelCall } from "../core/call.ts";
import { FlightdeckError, toFlightdeckError, type FailureClass } from "../core/failure.ts";
import type { Ids, MessageId } from "../core/ids.ts";
import type { MessageRecord, ModelRef } from "../core/lines.ts";
import type { ApiMessage, Model, ModelResponse, TextBlock, ToolDefinition } from "../core/model.ts";
import type { TurnGuard } from "../core/turnGuard.ts";
import { addCost, addUsage, NO_COST, NO_USAGE, type CostSum, type Usage } from "../core/usage.ts";
import { prepareAsking } from "./asking.ts";
import { StepAllowance, type AllowanceLimits } from "./allowance.ts";
import { ChatSpan } from "./chatSpan.ts";
import { continuationOf } from "./continuation.ts";
import type { Conversation, Sendable } from "./conversation.ts";
import { ask, type Answered } from "./step.ts";
import { failureOfResponse } from "./stopReason.ts";
import { runTools, type ToolRunnerOptions } from "./toolRunner.ts";
import { TurnGuards } from "./turnGuards.ts";
import type { Context, Frame } from "./views/context.ts";
import { summaryRequest, type Summarise } from "./views/summary.ts";

/** What stays the same over a turn. */
export interface LoopOptions extends ToolRunnerOptions, AllowanceLimits {
  readonly model: Model;
  readonly ids: Ids;
  readonly system: readonly TextBlock[];
  readonly definitions: readonly ToolDefinition[];
  readonly maxTokens: number;
  /** Decides what of the conversation the model is sent. */
  readonly context: Context;
  /** Writes summaries of what is left out; undefined where they are not wanted. */
  readonly summariser?: Model;
  /** Of this turn alone. */
  readonly guards: readonly TurnGuard[];
  /** Ends the turn in the middle of what it does. */
  readonly interrupt: (why: FlightdeckError) => void;
  /** Ends with the person's message when the turn begins. */
  readonly conversation: Conversation;
}

/** The call context of a turn: it has no step yet, and its span is the turn's root. */
export type TurnContext = Omit<CallContext, "step">;

export interface TurnResult {
  readonly failure?: FlightdeckError;
  /** The text of the last answer, complete or not. */
  readonly text: string;
  readonly usage: Usage;
  readonly cost: CostSum;
  readonly steps: number;
}

/**
 * Runs a turn: asks the model, runs the tools that it calls, and so on until it answers without
 * calling any, a limit is reached or something fails. Never throws.
 */
export async function runTurn(options: LoopOptions, context: TurnContext): Promise<TurnResult> {
  const guards = new TurnGuards(options.guards, context);
  const watch = guards.watch(options.interrupt);
  const turn = new Turn(options, context, guards);
  try {
    for (;;) {
      context.signal.throwIfAborted();
      if (await turn.iterate()) return turn.result();
    }
  } catch (error) {
    return turn.result(asFailure(error, context.signal));
  } finally {
    watch.dispose();
  }
}

/** Whatever is thrown while the person or a guard stops the run is the stop. */
function asFailure(error: unknown, { aborted, reason }: AbortSignal): FlightdeckError {
  if (!aborted) return toFlightdeckError(error);
  return reason instanceof FlightdeckError
    ? reason
    : new FlightdeckError("cancelled", undefined, { cause: error });
}

class Turn {
  readonly #options: LoopOptions;
  readonly #context: TurnContext;
  readonly #guards: TurnGuards;
  #steps = 0;
  #usage: Usage = NO_USAGE;
  #cost: CostSum = NO_COST;
  #text = "";
  #allowance: StepAllowance | undefined;
  /** What was said of an answer that is being continued. */
  #cut: string | undefined;

  constructor(options: LoopOptions, context: TurnContext, guards: TurnGuards) {
    this.#options = options;
    this.#context = context;
    this.#guards = guards;
  }

  result(failure?: FlightdeckError): TurnResult {
    const result = { text: this.#text, usage: this.#usage, cost: this.#cost, steps: this.#steps };
    return failure === undefined ? result : { ...result, failure };
  }

  /**
   * One model call and the tools that it asks for. True when the answer is final.
   * @throws FlightdeckError
   */
  async iterate(): Promise<boolean> {
    this.#guards.beforeAsking();
    const response = await this.#ask();
    const failure = failureOfResponse(response);
    if (failure !== undefined) {
      if (this.#goOn(response)) return false;
      throw failure;
    }
    this.#cut = undefined;
    const uses = response.content.filter((block) => block.type === "tool_use");
    if (uses.length === 0) return response.stopReason !== "pause_turn";
    const runs = await runTools(uses, this.#options, { nextStep: () => ++this.#steps, ...this.#context });
    const { notes, stop } = this.#guards.afterTools(runs.map(({ outcome }) => outcome));
    this.#add({ role: "user", content: [...runs.map(({ result }) => result), ...notes] });
    if (stop !== undefined) throw stop;
    return false;
  }

  /** Lets the model go on with an answer that was cut, once. */
  #goOn(response: ModelResponse): boolean {
    const message = continuationOf(response);
    if (message === undefined || this.#cut !== undefined || this.#allowance?.spent !== false) return false;
    const { turn, span, recorder } = this.#context;
    const tokens = response.usage.output.toLocaleString("en-US");
    const text = `The answer reached the limit of output tokens (${tokens}); the model goes on with it once.`;
    const decision = {
      turn,
      span: span.context,
      safeguard: "continuation",
      verdict: "continue",
      text,
    } as const;
    recorder.record({ type: "decision", data: decision });
    this.#cut = this.#text;
    this.#add(message, { by: "flightdeck" });
    return true;
  }

  /** Asks the model and adds its answer, or the part that arrived, to the conversation. */
  async #ask(): Promise<ModelResponse> {
    const { model, ids, context, conversation } = this.#options;
    const frame = this.#frame();
    const history = conversation.toSend();
    const asking = await prepareAsking({ model, frame, history, context, turn: this.#context });
    const span = new ChatSpan(this.#context, model.info, frame.request.maxTokens, ++this.#steps);
    const answer = ids.message();
    const answered = await asking.ask(this.#call(span, answer, this.#stepAllowance()));
    return this.#answered(answered, span, answer);
  }

  /** Ends the step: its span, and its message with all or what there is of it. @throws FlightdeckError */
  #answered(answered: Answered, span: ChatSpan, answer: MessageId): ModelResponse {
    if (answered.ok) {
      const failure = failureOfResponse(answered.response);
      span.end(answered.response, failure);
      const { content, by: model } = answered.response;
      this.#add({ role: "assistant", content }, { id: answer, incomplete: failure?.failure, model });
      return answered.response;
    }
    const failure = asFailure(answered.error, this.#context.signal);
    span.fail(failure);
    if (answered.partial.length > 0) {
      this.#add(
        { role: "assistant", content: answered.partial },
        { id: answer, incomplete: failure.failure },
      );
    }
    throw failure;
  }

  #frame(): Frame {
    const { model, system, definitions, maxTokens, summariser } = this.#options;
    const summarise: Summarise = (history, view) => this.#summarise(history, view);
    return {
      model: model.info,
      request: { system, tools: definitions, maxTokens },
      ...(summariser && { summarise }),
    };
  }

  /** A continued answer is still the same step's, as far as attempts and waits go. */
  #stepAllowance(): StepAllowance {
    const continued = this.#cut === undefined ? undefined : this.#allowance;
    this.#allowance = continued ?? this.#newAllowance();
    return this.#allowance;
  }

  #newAllowance(): StepAllowance {
    const { ids, clock } = this.#options;
    return new StepAllowance(this.#options, ids, clock);
  }

  /** A model call of this turn whose cost counts for it. */
  #call(span: ChatSpan, answer: MessageId, allowance: StepAllowance): ModelCall {
    const { conversation } = this.#options;
    return {
      ...this.#context,
      ...allowance.of(this.#context.wait),
      step: this.#steps,
      span: span.live,
      answer,
      messageIds: [],
      authorOf: (id) => conversation.get(id)?.model,
      billed: ({ usage, cost }) => {
        this.#usage = addUsage(this.#usage, usage);
        this.#cost = addCost(this.#cost, cost);
        span.addCost(cost);
      },
    };
  }

  /** A model call beside the conversation. Without it the turn goes on all the same. */
  async #summarise(
    history: readonly Sendable[],
    view: Parameters<Summarise>[1],
  ): Promise<string | undefined> {
    const { summariser: model, ids, redact } = this.#options;
    const request = summaryRequest(history, view);
    if (model === undefined || request === undefined) return undefined;
    const span = new ChatSpan(this.#context, model.info, request.maxTokens, ++this.#steps);
    const call = { ...this.#call(span, ids.message(), this.#newAllowance()), live: () => undefined };
    const answered = await ask(model, request, call);
    if (!answered.ok) {
      span.fail(asFailure(answered.error, this.#context.signal));
      this.#context.signal.throwIfAborted();
      return undefined;
    }
    const failure = failureOfResponse(answered.response);
    span.end(answered.response, failure);
    const text = textOf(answered.response).trim();
    return failure === undefined && text !== "" ? redact(text, call) : undefined;
  }

  #add(message: ApiMessage, origin: Origin = {}): void {
    const { id = this.#options.ids.message(), incomplete, model, by } = origin;
    const { conversation } = this.#options;
    const { turn, recorder } = this.#context;
    const parent = conversation.head;
    const record = {
      id,
      turn,
      ...message,
      ...(parent !== undefined && { parent }),
      ...(incomplete !== undefined && { incomplete }),
      ...(model !== undefined && { model }),
      ...(by !== undefined && { by }),
    };
    conversation.add(record);
    recorder.record({ type: "message", data: record });
    if (message.role === "assistant") this.#text = (this.#cut ?? "") + textOf(message);
  }
}

/** Where a message comes from, as far as it matters. */
interface Origin {
  readonly id?: MessageId;
  readonly incomplete?: FailureClass | undefined;
  readonly model?: ModelRef | undefined;
  readonly by?: MessageRecord["by"];
}

const textOf = ({ content }: Pick<ApiMessage, "content">): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
