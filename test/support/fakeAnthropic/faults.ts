import { apiError, errorBody, sse, type Json } from "../messagesApi.ts";

/** An error answer of the real API: status, `error.type`, headers and `error.details`. */
export interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Json;
  /** Not from the API but from something before it, which answers with a page. */
  readonly page?: true;
}

const LIMITS = ["requests", "input-tokens", "output-tokens"];
const EXHAUSTED = Object.fromEntries(
  LIMITS.flatMap((limit) => [
    [`anthropic-ratelimit-${limit}-limit`, "4000"],
    [`anthropic-ratelimit-${limit}-remaining`, "0"],
    [`anthropic-ratelimit-${limit}-reset`, "2026-11-22T12:00:03Z"],
  ]),
);

const rateLimit = (headers: Readonly<Record<string, string>>, details?: Json): Fault => ({
  status: 429,
  type: "rate_limit_error",
  message: "This request would exceed your organization's rate limit.",
  headers: { ...EXHAUSTED, ...headers },
  ...(details && { details }),
});
const invalid = (message: string, details?: Json): Fault => ({
  status: 400,
  type: "invalid_request_error",
  message,
  ...(details && { details }),
});
const code = (error_code: string): Json => ({ error_code });

/** Everything that the API answers instead of a message, by a name for scripts. */
export const FAULTS = {
  rate_limit: rateLimit({ "retry-after": "3" }),
  rate_limit_ms: rateLimit({ "retry-after-ms": "1500", "retry-after": "2" }),
  rate_limit_date: rateLimit({
    date: "Sun, 22 Nov 2026 12:00:00 GMT",
    "retry-after": "Sun, 22 Nov 2026 12:00:05 GMT",
  }),
  rate_limit_hour: rateLimit({ "retry-after": "3600" }),
  ramp_limit: rateLimit({ "retry-after": "2" }, code("ramp_limit_exceeded")),
  /** The spend cap of a tier is a 429 that does not say when it ends. */
  tier_spend_cap: { ...rateLimit({}), message: "This request would exceed your account's rate limit." },
  enforced_spend_limit: rateLimit({}, code("enforced_spend_limit_reached")),
  contract_spend_limit: rateLimit({ "retry-after": "3600" }, code("contract_spend_limit_reached")),
  own_spend_limit: invalid(
    "You have reached your specified API usage limits: your spending limit resets on 2026-12-01.",
  ),
  local_budget: {
    status: 402,
    type: "billing_error",
    message: "The gateway's budget is used up.",
    headers: { "x-should-retry": "false" },
    details: code("local_budget_exceeded"),
  },
  billing: {
    status: 402,
    type: "billing_error",
    message: "Your credit balance is too low to access the API.",
  },
  authentication: { status: 401, type: "authentication_error", message: "invalid x-api-key" },
  permission: {
    status: 403,
    type: "permission_error",
    message: "Your API key does not have permission to use this model.",
  },
  not_found: { status: 404, type: "not_found_error", message: "model: claude-none" },
  request_timeout: { status: 408, type: "timeout_error", message: "Request timeout" },
  conflict: { status: 409, type: "conflict_error", message: "The request conflicts with another one." },
  request_too_large: {
    status: 413,
    type: "request_too_large",
    message: "Request exceeds the maximum allowed number of bytes.",
  },
  server_error: { status: 500, type: "api_error", message: "Internal server error" },
  server_error_final: {
    status: 500,
    type: "api_error",
    message: "Internal server error",
    headers: { "x-should-retry": "false" },
  },
  bad_gateway: { status: 502, type: "api_error", message: "Bad gateway", page: true },
  unavailable: { status: 503, type: "api_error", message: "Service unavailable" },
  gateway_timeout: { status: 504, type: "timeout_error", message: "Gateway timeout" },
  overloaded: { status: 529, type: "overloaded_error", message: "Overloaded" },
  invalid_request: invalid("max_tokens: Input should be a valid integer"),
  image_too_large: invalid(
    "messages.0.content.0: image exceeds 8000 pixels",
    code("image_dimensions_too_large"),
  ),
  prompt_too_long: invalid("prompt is too long: 1012345 tokens > 1000000 maximum"),
  input_and_max_tokens: invalid(
    "input length and `max_tokens` exceed context limit: 995000 + 16000 > 1000000, decrease input length or `max_tokens` and try again",
  ),
  thinking_signature: invalid("messages.1.content.0: Invalid `signature` in `thinking` block"),
  thinking_bound: invalid(
    "messages.1.content.0: Invalid `signature` in `thinking` block: the block is bound to a different conversation",
  ),
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

const faultOf = (fault: FaultName | Fault): Fault => (typeof fault === "string" ? FAULTS[fault] : fault);

export function faultResponse(fault: FaultName | Fault, requestId: string): Response {
  const { status, type, message, headers, details, page } = faultOf(fault);
  if (page) {
    const html = `<html><head><title>${status} ${message}</title></head><body>${message}</body></html>`;
    return new Response(html, { status, headers: { "content-type": "text/html" } });
  }
  return apiError(status, type, message, {
    headers: { "request-id": requestId, ...headers },
    ...(details && { details }),
  });
}

/** The fault as it comes inside a stream that has begun with 200. */
export function faultEvent(fault: FaultName | Fault): string {
  const { type, message, details } = faultOf(fault);
  return sse({ ...errorBody(type, message, details), type: "error" });
}
