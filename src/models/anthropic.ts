import type Anthropic from "@anthropic-ai/sdk";
import type * as Sdk from "@anthropic-ai/sdk";
import type { ModelCall } from "../core/call.ts";
import { failureInfo, FlightdeckError, ModelError, type ModelErrorDetails } from "../core/failure.ts";
import type {
  ContentBlock,
  Model,
  ModelEvent,
  ModelInfo,
  ModelRequest,
  ModelResponse,
} from "../core/model.ts";
import type { Clock } from "../core/ports.ts";
import { ms } from "../core/units.ts";
import type { PromptCaching } from "../core/usage.ts";
import { Answer, sinceSent } from "./answer.ts";
import { withCacheMarks } from "./cacheMarks.ts";
import { classifyApiError, networkMessage } from "./classify.ts";
import { watchedFetch, type Progress } from "./watchdog.ts";

/** Where a model call goes and with which key. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface AnthropicOptions {
  readonly info: ModelInfo;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Seconds without a byte after which an answer counts as stalled. Asked anew for each call. */
  readonly idleSeconds: () => number;
  readonly caching: PromptCaching;
  /** Headers of our own for a call, by lower-case name. */
  readonly headers?: (call: ModelCall) => Readonly<Record<string, string>>;
  /** @throws FlightdeckError `authentication` where there is no key. */
  readonly endpoint: () => Promise<Endpoint>;
}

/** A model behind the Anthropic Messages API, through the official SDK. Retries nothing by itself. */
export function anthropic(options: AnthropicOptions): Model {
  return { info: options.info, stream: (request, call) => new Attempt(options, call).run(request) };
}

/**
 * A client that sends what it is told and nothing else: no retries, no spans of its own, no key but this
 * one, no header but the SDK's own and the given.
 * @throws FlightdeckError `authentication` for a key that cannot be one.
 */
export async function createClient(
  { baseUrl, apiKey }: Endpoint,
  fetchPort: typeof fetch,
  headers: Readonly<Record<string, string>> = {},
): Promise<Anthropic> {
  if (!PRINTABLE.test(apiKey)) {
    // The error of the network layer would show the key.
    throw new FlightdeckError(
      "authentication",
      "The API key holds a space, a line break or another character that keys do not have.",
    );
  }
  const { Anthropic } = await loadSdk();
  return new Anthropic({
    baseURL: baseUrl,
    apiKey,
    defaultHeaders: {
      ...headers,
      authorization: `Bearer ${apiKey}`,
      // Servers that imitate older versions of the API look for the key here.
      "x-api-key": apiKey,
      "anthropic-version": API_VERSION,
    },
    fetch: withoutOthers(fetchPort, headers),
    maxRetries: 0,
    openTelemetry: false,
    logLevel: "off",
  });
}

const PRINTABLE = /^[\x21-\x7e]+$/;
const API_VERSION = "2026-10-21";

const OWN_HEADERS =
  /^(?:accept|anthropic-version|authorization|content-type|user-agent|x-api-key|x-stainless-.+)$/;

/**
 * Leaves out what the SDK adds from ANTHROPIC_CUSTOM_HEADERS of the person's shell. A redirect is not
 * followed: it would take the key and the conversation to an address that nobody chose.
 */
function withoutOthers(fetchPort: typeof fetch, given: Readonly<Record<string, string>>): typeof fetch {
  const isOurs = ([name]: [string, string]): boolean => Object.hasOwn(given, name) || OWN_HEADERS.test(name);
  return (input, init) =>
    fetchPort(input, {
      ...init,
      redirect: "manual",
      headers: [...new Headers(init?.headers)].filter(isOurs),
    });
}

/** Over 400 kB, so it is loaded with the first call. */
const loadSdk = (): Promise<typeof Sdk> => import("@anthropic-ai/sdk");

/** One HTTP request. */
class Attempt {
  readonly #options: AnthropicOptions;
  readonly #call: ModelCall;
  readonly #abort = new AbortController();

  constructor(options: AnthropicOptions, call: ModelCall) {
    this.#options = options;
    this.#call = call;
  }

  async *run(request: ModelRequest): AsyncGenerator<ModelEvent> {
    const { clock, fetch, idleSeconds, endpoint, info, headers, caching } = this.#options;
    const { signal } = this.#call;
    const stop = (): void => this.#abort.abort();
    if (signal.aborted) throw cancelled({ stage: "refused" });
    const watched = watchedFetch({ fetch, clock, idle: ms(idleSeconds() * 1000), giveUp: stop });
    const answer = new Answer(sinceSent(() => clock.monotonic()));
    signal.addEventListener("abort", stop, { once: true });
    try {
      const client = await createClient(await endpoint(), watched.fetch, headers?.(this.#call));
      const { data, response, request_id } = await client.messages
        .create(toBody(withCacheMarks(request, caching), info.id), {
          signal: this.#abort.signal,
          timeout: NEVER,
        })
        .withResponse();
      refuseWebPage(response);
      const requestId = request_id ?? undefined;
      for await (const event of data) yield* answer.take(event, requestId);
      if (!answer.complete) throw new Error("the stream ended without message_stop");
      yield { type: "completed", response: answer.response(httpOf(response, requestId)) };
    } catch (error) {
      throw await this.#classify(error, answer, watched.progress);
    } finally {
      watched.stop();
      signal.removeEventListener("abort", stop);
    }
  }

  /** What went wrong. The bytes and the two abort signals say more than the thrown value, which varies. */
  async #classify(error: unknown, answer: Answer, progress: Readonly<Progress>): Promise<FlightdeckError> {
    if (error instanceof FlightdeckError) return error;
    const reached = !progress.sent ? "refused" : answer.begun ? "cut" : "unanswered";
    const bill = { usage: answer.usage, outputBytes: answer.outputBytes };
    if (this.#call.signal.aborted) return cancelled({ stage: reached, ...bill });
    if (progress.idle) {
      const failure = progress.answered ? "stall" : "timeout";
      const message = `${failureInfo(failure).symptom.replace(/\.$/, "")} for ${this.#options.idleSeconds()} seconds.`;
      return new ModelError(failure, message, { stage: reached, ...bill }, { cause: error });
    }
    const { APIError, APIConnectionError } = await loadSdk();
    if (error instanceof APIError && !(error instanceof APIConnectionError)) {
      const fromStream = error.status === undefined;
      const classified = classifyApiError(error, fromStream ? reached : "refused");
      return fromStream ? withBill(classified, bill) : classified;
    }
    if (progress.answered) {
      const { symptom } = failureInfo("incomplete_stream");
      return new ModelError("incomplete_stream", symptom, { stage: reached, ...bill }, { cause: error });
    }
    const stage = neverConnected(error) ? "refused" : reached;
    return new ModelError("network", networkMessage(error), { stage }, { cause: error });
  }
}

/** The watchdog ends what takes too long; the SDK's own limit (10 minutes) must not interfere. */
const NEVER = 2 ** 31 - 1;

const cancelled = (details: ModelErrorDetails): ModelError =>
  new ModelError("cancelled", failureInfo("cancelled").symptom, details);

const withBill = (error: ModelError, bill: Partial<ModelErrorDetails>): ModelError =>
  new ModelError(error.failure, error.message, { ...error.details, ...bill }, { cause: error.cause });

/** A sign-in page of the network or a wrong base URL; no API answers with HTML. */
function refuseWebPage({ status, url, headers }: Response): void {
  if (!headers.get("content-type")?.includes("text/html")) return;
  const where = URL.canParse(url) ? ` at ${new URL(url).origin}` : "";
  throw new ModelError("network", `The server${where} answered with a web page, not as the API does.`, {
    status,
    stage: "refused",
  });
}

/** Codes of Node's sockets for a request that no server got. */
const UNCONNECTED: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  // Of our own `fetch` through a proxy.
  "ERR_PROXY_TUNNEL",
]);

/** A certificate that is not trusted ends the handshake, before anything of the request is sent. */
const UNTRUSTED =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_)/;

function neverConnected(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (UNCONNECTED.has(code) || UNTRUSTED.test(String(code))) return true;
  }
  return false;
}

function toBody(request: ModelRequest, model: string): Anthropic.MessageCreateParamsStreaming {
  return {
    model,
    max_tokens: request.maxTokens,
    ...(request.system.length > 0 && { system: request.system.map((block) => ({ ...block })) }),
    ...(request.tools.length > 0 && { tools: request.tools as Anthropic.Tool[] }),
    messages: request.messages.map(({ role, content }) => ({ role, content: toParams(content) })),
    stream: true,
  };
}

/** Our blocks are the API's, unknown kinds included. */
const toParams = (content: readonly ContentBlock[]) => content as unknown as Anthropic.ContentBlockParam[];

function httpOf(
  response: Response,
  requestId: string | undefined,
): Pick<ModelResponse, "status" | "rateLimit"> & { requestId?: string } {
  const rateLimit = [...response.headers].filter(([name]) => name.startsWith("anthropic-ratelimit-"));
  return {
    status: response.status,
    rateLimit: Object.fromEntries(rateLimit),
    ...(requestId && { requestId }),
  };
}
