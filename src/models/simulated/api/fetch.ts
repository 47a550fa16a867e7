import type { Clock, Random } from "../../../core/ports.ts";
import { ms, type Ms } from "../../../core/units.ts";
import { Attempts } from "../attempts.ts";
import { bodyOf, connectionReset, type Pause, type Wire } from "./body.ts";
import { ApiFault, faultBody } from "./fault.ts";
import { mintFor, type MintId } from "./ids.ts";
import { finish } from "./message.ts";
import { findSimulatedModel, modelEntry, modelPage } from "./models.ts";
import { limitReply } from "./reply.ts";
import { modelNotFound, parseRequest } from "./request.ts";
import { respond, type Respond } from "../respond.ts";
import { checkThinking } from "./thinking.ts";
import { jsonWire, streamWire } from "./wire.ts";

export interface SimulatedFetchOptions {
  /** Without one, answers come without pauses. */
  readonly clock?: Pick<Clock, "now" | "sleep">;
  /** Makes ids unique. Without it they follow from the request. */
  readonly random?: Random;
  /** Between two pieces of a streamed answer. */
  readonly pause?: Ms;
}

/** A request header that tells conversations apart that begin with the same words. */
export const SESSION_HEADER = "x-flightdeck-session";

const DEFAULT_PAUSE = ms(18);

/**
 * A `fetch` that answers like the Anthropic Messages API, out of fixed rules and without a network, so
 * that the real SDK, its streaming and its errors are used. Any key is accepted. Each instance counts
 * the failures that were asked for with `/simulate` for itself.
 */
export function createSimulatedFetch(options: SimulatedFetchOptions = {}): typeof fetch {
  const api = new SimulatedApi(options);
  return (input, init) => api.handle(new Request(input, init), init?.signal ?? undefined);
}

/** What the parts of one exchange share. */
interface Exchange {
  readonly request: Request;
  readonly signal: AbortSignal | undefined;
  readonly mint: MintId;
  readonly requestId: string;
  readonly body: string;
}

class SimulatedApi {
  readonly #options: SimulatedFetchOptions;
  readonly #attempts = new Attempts();
  #requests = 0;

  constructor(options: SimulatedFetchOptions) {
    this.#options = options;
  }

  async handle(request: Request, signal: AbortSignal | undefined): Promise<Response> {
    signal?.throwIfAborted();
    const body = await request.text();
    const mint = mintFor(this.#options.random, this.#requests++, body);
    const exchange: Exchange = { request, signal, mint, requestId: mint("req"), body };
    try {
      return await this.#route(exchange);
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      return this.#json(faultBody(error, exchange.requestId), exchange, error.status, error.headers);
    }
  }

  #route(exchange: Exchange): Response | Promise<Response> {
    const { method, url } = exchange.request;
    const path = new URL(url).pathname.replace(/\/+$/u, "");
    const route = `${method} ${path.slice(path.indexOf("/v1/"))}`;
    if (route === "POST /v1/messages") return this.#messages(exchange);
    if (route === "POST /v1/messages/count_tokens")
      return this.#json({ input_tokens: parseRequest(exchange.body, "count_tokens").inputTokens }, exchange);
    if (route === "GET /v1/models") return this.#json(modelPage(), exchange);
    if (route.startsWith("GET /v1/models/")) return this.#json(oneModel(route.slice(15)), exchange);
    throw new ApiFault(404, "not_found_error", "Not found");
  }

  #messages(exchange: Exchange): Response | Promise<Response> {
    const request = parseRequest(exchange.body, "messages");
    checkThinking(request);
    const session = exchange.request.headers.get(SESSION_HEADER) ?? "";
    const { reply, mishap } = respond(request, this.#attempts, session);
    if (mishap?.kind === "fault") throw mishap.fault(request);
    if (mishap?.kind === "transport") return this.#broken(mishap, exchange);
    const answer = finish(limitReply(reply, request.maxTokens), request, exchange.mint);
    return request.stream
      ? this.#send(
          streamWire(answer, exchange.requestId, mishap),
          "text/event-stream; charset=utf-8",
          exchange,
        )
      : this.#send(jsonWire(answer, mishap), "application/json", exchange);
  }

  #broken(
    { how }: Extract<Respond["mishap"], { kind: "transport" }>,
    exchange: Exchange,
  ): Response | Promise<Response> {
    if (how === "no_connection") throw connectionReset();
    if (how === "no_headers") return untilAborted(exchange.signal);
    const page = "<!doctype html><title>Sign in</title><p>Sign in to the network to go on.</p>";
    return this.#send({ chunks: [page], end: "close" }, "text/html", exchange);
  }

  #json(
    value: object,
    exchange: Exchange,
    status = 200,
    headers: Readonly<Record<string, string>> = {},
  ): Response {
    const wire: Wire = { chunks: [JSON.stringify(value)], end: "close" };
    return this.#send(wire, "application/json", exchange, status, headers);
  }

  #send(
    wire: Wire,
    contentType: string,
    { signal, requestId }: Exchange,
    status = 200,
    headers: Readonly<Record<string, string>> = {},
  ): Response {
    return new Response(bodyOf(wire, this.#pause(), signal), {
      status,
      headers: {
        "content-type": contentType,
        "request-id": requestId,
        "anthropic-organization-id": "simulated",
        ...this.#rateLimit(status),
        ...headers,
      },
    });
  }

  #pause(): Pause {
    const { clock, pause = DEFAULT_PAUSE } = this.#options;
    return async (signal) => {
      if (clock && pause > 0) await clock.sleep(pause, signal);
    };
  }

  /** As the API reports its limits; they never run out, except in an answer 429. */
  #rateLimit(status: number): Readonly<Record<string, string>> {
    const reset = new Date((this.#options.clock?.now() ?? 0) + 3_000).toISOString();
    const limits = { requests: 4_000, "input-tokens": 2_000_000, "output-tokens": 400_000 };
    return Object.fromEntries(
      Object.entries(limits).flatMap(([kind, limit]) => [
        [`anthropic-ratelimit-${kind}-limit`, String(limit)],
        [`anthropic-ratelimit-${kind}-remaining`, String(status === 429 ? 0 : limit - 1)],
        [`anthropic-ratelimit-${kind}-reset`, reset],
      ]),
    );
  }
}

function oneModel(id: string): object {
  const model = findSimulatedModel(decodeURIComponent(id));
  if (!model) throw modelNotFound(id);
  return modelEntry(model);
}

/** What a request does that nobody answers. @throws the reason of the abort. */
const untilAborted = (signal: AbortSignal | undefined): Promise<Response> =>
  new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal?.reason as Error);
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
