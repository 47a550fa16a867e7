import type { APIError } from "@anthropic-ai/sdk";
import { failureInfo, ModelError, type FailureClass, type ModelErrorDetails } from "../core/failure.ts";
import { ms, type Ms } from "../core/units.ts";

/** `error.details.error_code`s that decide, whatever the status. Source: the SDK's typed details, 1.12. */
const BY_CODE = new Map<string | null | undefined, FailureClass>(
  Object.entries({
    enforced_spend_limit_reached: "spend_limit",
    contract_spend_limit_reached: "spend_limit",
    local_budget_exceeded: "budget_exceeded",
    ramp_limit_exceeded: "rate_limit",
  }),
);

/** `error.type`s; the only hint of an error that comes inside a stream, where there is no status. */
const BY_TYPE = new Map<string | null | undefined, FailureClass>(
  Object.entries({
    rate_limit_error: "rate_limit",
    overloaded_error: "overloaded",
    api_error: "server_error",
    timeout_error: "timeout",
    authentication_error: "authentication",
    permission_error: "authentication",
    billing_error: "spend_limit",
    request_too_large: "request_too_large",
    not_found_error: "invalid_request",
    conflict_error: "server_error",
  }),
);

const BY_STATUS: Readonly<Record<number, FailureClass>> = {
  401: "authentication",
  402: "spend_limit",
  403: "authentication",
  404: "invalid_request",
  408: "timeout",
  409: "server_error",
  413: "request_too_large",
  429: "rate_limit",
  504: "timeout",
  529: "overloaded",
};

/** Failures without a code of their own: the message is all there is. */
const BY_MESSAGE: readonly (readonly [RegExp, FailureClass])[] = [
  [/prompt is too long: \d+ tokens > \d+ maximum/i, "context_overflow"],
  [/input length and `max_tokens` exceed context limit/i, "context_overflow"],
  [/(?:maximum context length|context (?:length|window) (?:exceeded|of))/i, "context_overflow"],
  [
    /\bthinking\b.*\b(?:signature|bound|different conversation)|invalid `?signature`? in `?thinking/i,
    "thinking_mismatch",
  ],
  [/spend(?:ing)? limit|credit balance is too low/i, "spend_limit"],
];

/** The failure class of an error response or of an `error` event inside a stream. */
export function classifyApiError(error: APIError, stage: ModelErrorDetails["stage"]): ModelError {
  const message = redirection(error) ?? error.apiMessage ?? error.message;
  const failure = failureOf(error, message);
  const retryAfter = retryAfterOf(error.headers);
  const shouldRetry = error.headers?.get("x-should-retry");
  const details: ModelErrorDetails = {
    stage,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.type ? { type: error.type } : {}),
    ...(error.errorCode ? { code: error.errorCode } : {}),
    ...(error.requestID ? { requestId: error.requestID } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(shouldRetry === "true" || shouldRetry === "false" ? { shouldRetry: shouldRetry === "true" } : {}),
  };
  return new ModelError(failure, sentence(failure, message), details, { cause: error });
}

/** Redirects are not followed, so that neither key nor conversation go where nobody sent them. */
function redirection({ status = 0, headers }: APIError): string | undefined {
  if (status < 300 || status > 399) return undefined;
  return `it redirects to ${headers?.get("location") ?? "another address"}, to which no key is sent`;
}

function failureOf(error: APIError, message: string): FailureClass {
  const byCode = BY_CODE.get(error.errorCode);
  if (byCode !== undefined) return byCode;
  const { status } = error;
  if (status === 429 && error.headers?.get("x-should-retry") === "false") return "spend_limit";
  if (status === undefined || status === 400) {
    const byMessage = BY_MESSAGE.find(([pattern]) => pattern.test(message));
    if (byMessage !== undefined) return byMessage[1];
  }
  const byStatus = status === undefined ? undefined : BY_STATUS[status];
  const known = byStatus ?? BY_TYPE.get(error.type);
  if (known !== undefined) return known;
  return status === undefined || status >= 500 ? "server_error" : "invalid_request";
}

/** What happened, in our words, with what the server said of it. */
function sentence(failure: FailureClass, message: string): string {
  const said = message.trim().replace(/\s+/g, " ").slice(0, 500);
  const { symptom } = failureInfo(failure);
  return said === "" ? symptom : `${symptom.replace(/\.$/, "")}: ${said.replace(/\.$/, "")}.`;
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date. Undefined where neither is usable. */
function retryAfterOf(headers: Headers | undefined): Ms | undefined {
  const millis = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(millis) && millis >= 0) return ms(millis);
  const value = headers?.get("retry-after");
  if (value === null || value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return ms(seconds * 1000);
  const sent = Date.parse(headers?.get("date") ?? "");
  const until = Date.parse(value);
  return Number.isNaN(until) || Number.isNaN(sent) ? undefined : ms(Math.max(0, until - sent));
}

/** The chain of causes as one line, such as `fetch failed: connect ECONNREFUSED 127.0.0.1:11434`. */
export function networkMessage(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error && parts.length < 4; cause = cause.cause) {
    if (cause.message !== "" && !parts.includes(cause.message)) parts.push(cause.message);
  }
  return sentence("network", parts.join(": "));
}
