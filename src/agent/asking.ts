import type { Attempt, ModelCall } from "../core/call.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { Model, ModelInfo } from "../core/model.ts";
import type { ViewedHistory } from "../core/view.ts";
import type { Sendable } from "./conversation.ts";
import type { TurnContext } from "./loop.ts";
import { ask, type Answered } from "./step.ts";
import type { Context, Frame } from "./views/context.ts";

export interface AskingOptions {
  readonly model: Model;
  /** Everything of the request but which messages it has, as the chosen model is sent it. */
  readonly frame: Frame;
  readonly history: readonly Sendable[];
  readonly context: Context;
  readonly turn: TurnContext;
}

/** A model that is asked, and what of the history it is sent. */
interface Sent {
  readonly frame: Frame;
  readonly viewed: ViewedHistory;
}

/** Decides what of the history a step sends; where that is too long, the server may be asked to count. */
export async function prepareAsking(options: AskingOptions): Promise<Asking> {
  const { context, history, frame, turn } = options;
  return new Asking(options, { frame, viewed: await context.prepare(history, frame, turn) });
}

/** One step's request to its model, and once more with a shorter view where the server says that it is too long. */
export class Asking {
  readonly #options: AskingOptions;
  #own: Sent;
  /** The chosen model or the fallback that was asked last. */
  #last: Sent;

  constructor(options: AskingOptions, own: Sent) {
    this.#options = options;
    this.#own = own;
    this.#last = own;
  }

  /** Never throws. */
  async ask(call: ModelCall): Promise<Answered> {
    const answered = await this.#send(call, call.attempt);
    const again = isOverflow(answered) ? await this.#shorten(answered.error, call) : undefined;
    return again === undefined ? answered : this.#send(call, again);
  }

  async #send(call: ModelCall, attempt: Attempt): Promise<Answered> {
    const { model, context, frame } = this.#options;
    const { messages, ids: messageIds, view } = this.#own.viewed;
    this.#last = this.#own;
    const viewFor = (info: ModelInfo): ViewedHistory => this.#viewFor(info);
    const answered = await ask(
      model,
      { ...frame.request, messages },
      { ...call, viewFor, messageIds, attempt, ...(view && { view }) },
    );
    // A fallback is sent less than its view has, such as no foreign thinking; its count says little of it.
    if (answered.ok && this.#last === this.#own)
      context.learn(this.#own.viewed, frame, answered.response.usage);
    return answered;
  }

  #viewFor(info: ModelInfo): ViewedHistory {
    const { context, history, turn } = this.#options;
    const frame = ofModel(this.#options.frame, info);
    const viewed = context.viewFor(history, frame, turn);
    this.#last = { frame, viewed };
    return viewed;
  }

  /** The attempt to make with the shorter view; it serves only the model for which the prompt was too long. */
  async #shorten(error: FlightdeckError, call: ModelCall): Promise<Attempt | undefined> {
    const { context, history, turn } = this.#options;
    const { frame, viewed } = this.#last;
    const shorter = await context.recover(history, viewed, frame, error, turn);
    if (shorter === undefined) return undefined;
    if (this.#last === this.#own) this.#own = { frame, viewed: shorter };
    return call.nextAttempt();
  }
}

const ofModel = (frame: Frame, model: ModelInfo): Frame => {
  const request = { ...frame.request, maxTokens: Math.min(frame.request.maxTokens, model.maxOutput) };
  return { ...frame, model, request };
};

/** The server did not begin to answer, because the prompt is too long for it. */
const isOverflow = (
  answered: Answered,
): answered is Extract<Answered, { ok: false }> & { readonly error: FlightdeckError } =>
  !answered.ok &&
  answered.error instanceof FlightdeckError &&
  answered.error.failure === "context_overflow" &&
  answered.partial.length === 0;
