import type { ModelInfo, ModelRequest } from "../../core/model.ts";
import { ModelError, type FlightdeckError } from "../../core/failure.ts";
import type { Usage } from "../../core/usage.ts";
import type { HistoryView, ViewedHistory } from "../../core/view.ts";
import type { Sendable } from "../conversation.ts";
import type { TurnContext } from "../loop.ts";
import { applyView, holds } from "./applyView.ts";
import { bytesOf, makeView } from "./makeView.ts";
import { PromptSize, type Prompt } from "./promptSize.ts";
import { recordCut, recordCount } from "./recordContext.ts";
import type { Summarise } from "./summary.ts";

export interface ContextOptions {
  /** The view of each model, by its id; what a recording says of them, or empty. */
  readonly views: Map<string, HistoryView>;
  /** Tokens from which on a prompt is cut, whatever the window. */
  readonly maxTokens: () => number;
  /** The server's own count; undefined where it does not count. */
  readonly countTokens: (
    model: ModelInfo,
    request: ModelRequest,
    signal: AbortSignal,
  ) => Promise<number | undefined>;
}

/** Everything of a request but which messages it has. */
export interface Frame {
  readonly model: ModelInfo;
  readonly request: Omit<ModelRequest, "messages">;
  readonly summarise?: Summarise;
}

/** Of the window; what is above is kept free for the answer and for errors of estimation. */
const FULL_AT = 0.8;
/** To this part of the limit a cut goes. */
const CUT_TO = 0.5;

/** The tokens from which on a prompt is cut: never so many that the answer would not fit into the window. */
const contextLimit = ({ contextWindow }: ModelInfo, maxTokens: number, output: number): number =>
  Math.floor(
    Math.min(maxTokens, contextWindow * FULL_AT, Math.max(contextWindow - output, contextWindow / 4)),
  );

/** What of a session's history each of its models is sent. The history itself is never touched. */
export class Context {
  readonly #options: ContextOptions;
  readonly #size = new PromptSize();

  constructor(options: ContextOptions) {
    this.#options = options;
  }

  /** The history for the next call: the view that holds, or a new one where that has become too long. */
  async prepare(history: readonly Sendable[], frame: Frame, context: TurnContext): Promise<ViewedHistory> {
    const viewed = this.#viewed(history, frame.model);
    const limit = this.#limit(frame);
    const { tokens, exact } = this.#size.of(promptOf(viewed, frame), frame.model);
    if (tokens <= limit) return viewed;
    const counted = exact ? tokens : ((await this.#count(viewed, frame, context)) ?? tokens);
    if (counted <= limit) return viewed;
    const cut = await this.#cut(history, viewed, frame, { tokens: counted, limit }, context);
    return cut ?? viewed;
  }

  /**
   * The history for one more try after the server said that it is too long; undefined where it cannot be
   * made shorter than what was sent. What the server said of its size counts more than what we know.
   */
  async recover(
    history: readonly Sendable[],
    sent: ViewedHistory,
    frame: Frame,
    error: FlightdeckError,
    context: TurnContext,
  ): Promise<ViewedHistory | undefined> {
    const said = sizesIn(error);
    const prompt = promptOf(sent, frame);
    const tokens = said?.tokens ?? this.#size.of(prompt, frame.model).tokens;
    const limit = Math.min(
      this.#limit(frame),
      tokens / 2,
      (said?.window ?? Number.POSITIVE_INFINITY) * FULL_AT,
    );
    return this.#cut(history, sent, frame, { tokens, limit }, context, "recover");
  }

  /** The history for another model, such as a fallback: its own view, estimated, for it alone. */
  viewFor(history: readonly Sendable[], frame: Frame, context: TurnContext): ViewedHistory {
    const viewed = this.#viewed(history, frame.model);
    const limit = this.#limit(frame);
    const prompt = promptOf(viewed, frame);
    const { tokens } = this.#size.of(prompt, frame.model);
    if (tokens <= limit) return viewed;
    const made = makeView(history, goal(viewed, prompt.bytes, { tokens, limit }, frame.model));
    if (made === undefined) return viewed;
    const shorter = toViewed(history, made.view);
    this.#options.views.set(frame.model.id, made.view);
    const after = sizeAfter(tokens, prompt.bytes, promptOf(shorter, frame).bytes);
    recordCut("cut", { tokens, after, limit }, made.view, context, frame.model.id);
    return shorter;
  }

  /** Takes the server's usage for what was sent. */
  learn(sent: ViewedHistory, frame: Frame, usage: Usage): void {
    this.#size.learn(promptOf(sent, frame), frame.model, usage);
  }

  #viewed(history: readonly Sendable[], { id }: ModelInfo): ViewedHistory {
    const view = this.#options.views.get(id);
    return toViewed(history, view !== undefined && holds(view, history) ? view : undefined);
  }

  #limit({ model, request }: Frame): number {
    return contextLimit(model, this.#options.maxTokens(), request.maxTokens);
  }

  async #count(viewed: ViewedHistory, frame: Frame, context: TurnContext): Promise<number | undefined> {
    const request = { ...frame.request, messages: viewed.messages };
    const tokens = await this.#options.countTokens(frame.model, request, context.signal);
    if (tokens === undefined) return undefined;
    this.#size.count(promptOf(viewed, frame), frame.model.id, tokens);
    recordCount(tokens, context);
    return tokens;
  }

  async #cut(
    history: readonly Sendable[],
    sent: ViewedHistory,
    frame: Frame,
    size: Size,
    context: TurnContext,
    verdict: "cut" | "recover" = "cut",
  ): Promise<ViewedHistory | undefined> {
    const { bytes } = promptOf(sent, frame);
    const made = makeView(history, goal(sent, bytes, size, frame.model));
    const shorter = made && toViewed(history, made.view);
    if (made === undefined || shorter === undefined || promptOf(shorter, frame).bytes >= bytes) {
      recordCut("give_up", { ...size, after: size.tokens }, undefined, context);
      return undefined;
    }
    const summary = await frame.summarise?.(history, made.view);
    const view = summary === undefined ? made.view : { ...made.view, summary };
    const viewed = toViewed(history, view);
    this.#options.views.set(frame.model.id, view);
    const after = sizeAfter(size.tokens, bytes, promptOf(viewed, frame).bytes);
    recordCut(verdict, { ...size, after }, view, context);
    return viewed;
  }
}

const sizeAfter = (tokens: number, bytes: number, bytesAfter: number): number =>
  Math.round((tokens * bytesAfter) / bytes);

interface Size {
  readonly tokens: number;
  readonly limit: number;
}

/** Tokens as bytes of messages, by how many tokens the prompt has now. */
function goal({ messages }: ViewedHistory, bytes: number, { tokens, limit }: Size, model: ModelInfo) {
  const perToken = bytes / Math.max(1, tokens);
  const fixed = bytes - messageBytes(messages);
  return {
    limit: Math.max(0, limit * perToken - fixed),
    target: Math.max(0, limit * CUT_TO * perToken - fixed),
    keepLastThinking: model.manualThinking ?? false,
  };
}

const messageBytes = (messages: ViewedHistory["messages"]): number =>
  bytesOf(messages as readonly Sendable[]);

function promptOf({ ids, messages, view }: ViewedHistory, { request }: Frame): Prompt {
  const fixed = Buffer.byteLength(JSON.stringify([request.system, request.tools]));
  return { ids, bytes: fixed + messageBytes(messages), ...(view && { view }) };
}

function toViewed(history: readonly Sendable[], view: HistoryView | undefined): ViewedHistory {
  const viewed = view === undefined ? history : applyView(history, view);
  return {
    messages: viewed.map(({ role, content }) => ({ role, content })),
    ids: viewed.map(({ id }) => id),
    ...(view && { view }),
  };
}

/** How long the prompt is and how long it may be, where the server says it; there is no code for that. */
function sizesIn(error: FlightdeckError): { readonly tokens: number; readonly window: number } | undefined {
  if (!(error instanceof ModelError)) return undefined;
  const [, tokens, window] = /(\d+) tokens > (\d+) maximum/.exec(error.message) ?? [];
  return tokens === undefined ? undefined : { tokens: Number(tokens), window: Number(window) };
}
