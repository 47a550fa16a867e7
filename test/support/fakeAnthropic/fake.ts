import { setTimeout as sleep } from "node:timers/promises";
import { pricedModels, priceRow } from "../../../src/models/prices.ts";
import {
  cut,
  stall,
  streamed,
  text,
  type ApiRequest,
  type Block,
  type Handler,
  type MessagesBody,
} from "../messagesApi.ts";
import { ProviderBill } from "./bill.ts";
import { faultResponse, type Fault } from "./faults.ts";
import { jsonAnswer, streamAnswer, type ReadyAnswer, type SendHooks } from "./send.ts";
import { signed } from "./signatures.ts";
import { say, type AnswerStep, type Step } from "./step.ts";
import { rejection, type ModelLimits } from "./strictness.ts";
import { PromptCache } from "./promptCache.ts";
import { outputOf, promptOf, tokensOfBytes, type TokenCounts } from "./tokens.ts";

export interface FakeAnthropicOptions {
  /** What is done with a request for which nothing is queued. */
  readonly otherwise?: (request: ApiRequest, number: number) => Step | Promise<Step>;
  /** The keys that are accepted; any where absent. */
  readonly keys?: readonly string[];
  /** Smaller windows than the real ones, by model. */
  readonly limits?: Readonly<Record<string, Partial<ModelLimits>>>;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  readonly day?: string;
}

/**
 * The Messages API as the tests need it: real shapes, strict about what it takes, scripted in what it answers, and
 * with a bill of its own. A handler, so that it stands behind a `fetch` (`scriptedFetch`) or a port (`apiServer`).
 */
export class FakeAnthropic {
  readonly bill = new ProviderBill();
  /** What strictness refused, in the API's words. A test that expects none asserts that this is empty. */
  readonly rejections: string[] = [];
  /** Calls of the messages endpoint that strictness let through. */
  readonly accepted: ApiRequest[] = [];
  /** Answers that have stopped coming, so far. */
  hanging = 0;
  otherwise: (request: ApiRequest, number: number) => Step | Promise<Step>;
  readonly #options: FakeAnthropicOptions;
  readonly #queue: Step[] = [];
  readonly #cache = new PromptCache();
  #requests = 0;
  #toolUses = 0;

  constructor(options: FakeAnthropicOptions = {}) {
    this.#options = options;
    this.otherwise = options.otherwise ?? (() => say("Done."));
  }

  /** The next requests get these, one each, in this order. */
  script(...steps: readonly Step[]): this {
    this.#queue.push(...steps);
    return this;
  }

  /** Steps that no request has taken yet. */
  get left(): number {
    return this.#queue.length;
  }

  readonly handler: Handler = (request) => {
    const requestId = `req_${++this.#requests}`;
    const { pathname } = new URL(request.url, "http://fake");
    const refused = this.#unauthorised(request);
    if (refused !== undefined) return faultResponse(refused, requestId);
    switch (`${request.method} ${pathname}`) {
      case "POST /v1/messages":
        return this.#messages(request, requestId);
      case "POST /v1/messages/count_tokens":
        return Response.json({ input_tokens: promptOf(request.body) }, { headers: headersOf(requestId) });
      case "GET /v1/models":
        return Response.json({
          data: pricedModels(this.#day).map((id) => ({ type: "model", id })),
          has_more: false,
        });
      default:
        return faultResponse({ status: 404, type: "not_found_error", message: "Not found" }, requestId);
    }
  };

  async #messages(received: ApiRequest, requestId: string): Promise<Response> {
    const request = { ...received, body: inBlocks(received.body) };
    const { body } = request;
    const limits = this.#limits(body.model);
    if (limits === undefined)
      return faultResponse(
        { status: 404, type: "not_found_error", message: `model: ${body.model}` },
        requestId,
      );
    const problem = rejection(body, limits);
    if (problem !== undefined) {
      this.rejections.push(problem);
      return faultResponse({ status: 400, type: "invalid_request_error", message: problem }, requestId);
    }
    this.accepted.push(request);
    const step = this.#queue.shift() ?? (await this.otherwise(request, this.accepted.length));
    if (step.delay !== undefined) await this.#sleep(step.delay);
    return this.#perform(step, request, requestId);
  }

  #perform(step: Step, request: ApiRequest, requestId: string): Response | Promise<Response> {
    switch (step.kind) {
      case "fault":
        return faultResponse(step.fault, requestId);
      case "answer":
        return this.#answer(step, request, requestId);
      case "no_answer":
        this.#openBill(request, requestId, { output: request.body.max_tokens });
        return this.#hang();
      case "reset":
        this.#openBill(request, requestId, { output: request.body.max_tokens });
        return cut();
      case "page":
        return new Response("<!doctype html><title>Sign in</title>", {
          headers: { "content-type": "text/html" },
        });
      case "garbage":
        return streamed(["\u0000\u0001 no events here\n\n", 'data: {"type":\n\n'], headersOf(requestId));
    }
  }

  #answer(step: AnswerStep, request: ApiRequest, requestId: string): Response {
    const content = this.#contentOf(step, request);
    const tokens = { ...this.#cache.count(request.body), output: outputOf(content), ...step.usage };
    const item = this.#openBill(request, requestId, { ...tokens, output: 1 });
    let bytes = 0;
    const hooks: SendHooks = {
      headers: headersOf(requestId),
      sleep: (milliseconds) => this.#sleep(milliseconds),
      hang: () => this.#hang(),
      wrote: (count) => {
        bytes += count;
        item.tokens = { ...item.tokens, output: Math.max(1, tokensOfBytes(bytes)) };
      },
      complete: () => {
        item.tokens = tokens;
        item.complete = true;
      },
    };
    const ready: ReadyAnswer = {
      id: `msg_${this.#requests}`,
      requestId,
      model: request.body.model,
      content,
      tokens,
      step,
    };
    return request.body.stream === true ? streamAnswer(ready, hooks) : jsonAnswer(ready, hooks);
  }

  /** Strings as text, tool calls with an id, thinking with a signature. */
  #contentOf({ content }: AnswerStep, { body }: ApiRequest): readonly Block[] {
    const blocks: Block[] = [];
    for (const each of content) {
      const block = typeof each === "string" ? { type: "text", text: each } : each;
      if (block.type === "tool_use")
        blocks.push({ ...block, id: block["id"] ?? `toolu_${++this.#toolUses}` });
      else blocks.push(signed(block, body, blocks));
    }
    return blocks;
  }

  #openBill({ body }: ApiRequest, requestId: string, tokens: Partial<TokenCounts>) {
    const counted = { ...this.#cache.count(body), output: 0, ...tokens };
    return this.bill.open(requestId, body.model, counted, this.#day);
  }

  #hang(): Promise<never> {
    this.hanging++;
    return stall();
  }

  #unauthorised({ headers }: ApiRequest): Fault | undefined {
    const given = headers.get("authorization")?.replace(/^Bearer /, "") ?? headers.get("x-api-key");
    const { keys } = this.#options;
    if (given !== null && (keys === undefined || keys.includes(given))) return undefined;
    return { status: 401, type: "authentication_error", message: "invalid x-api-key" };
  }

  #limits(model: string): ModelLimits | undefined {
    const row = priceRow(model, this.#day);
    const limits = { ...row, ...this.#options.limits?.[model] };
    if (limits.contextWindow === undefined || limits.maxOutput === undefined) return undefined;
    return { contextWindow: limits.contextWindow, maxOutput: limits.maxOutput };
  }

  #sleep(milliseconds: number): Promise<unknown> {
    return (this.#options.sleep ?? sleep)(milliseconds);
  }

  get #day(): string {
    return this.#options.day ?? "2026-11-22";
  }
}

const blocks = <T>(content: T): T => (typeof content === "string" ? ([text(content)] as T) : content);

/** A text instead of a list is one text block. */
function inBlocks(body: MessagesBody): MessagesBody {
  if (!Array.isArray(body.messages)) return body;
  return {
    ...body,
    ...(body.system && { system: blocks(body.system) }),
    messages: body.messages.map((message) => ({ ...message, content: blocks(message.content) })),
  };
}

const headersOf = (requestId: string): Readonly<Record<string, string>> => ({
  "request-id": requestId,
  "anthropic-organization-id": "org_fake",
  "anthropic-ratelimit-requests-limit": "4000",
  "anthropic-ratelimit-requests-remaining": "3999",
  "anthropic-ratelimit-requests-reset": "2026-11-22T12:00:03Z",
});
