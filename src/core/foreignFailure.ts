import { isFailureClass, type FailureKind } from "./failure.ts";

/** What another program says of a failure. */
export interface ForeignFailure {
  readonly kind: "call" | "tool" | "turn";
  /** `error.type`: the name of an exception, a status, or a word of its own. */
  readonly type: string;
  readonly message: string;
  /** HTTP. */
  readonly status?: number | undefined;
}

/** By the status of the answer. The first row that fits decides, here as below. */
const STATUSES: readonly (readonly [status: (code: number) => boolean, failure: FailureKind])[] = [
  [(code) => code === 429, "rate_limit"],
  [(code) => code === 402, "spend_limit"],
  [(code) => code === 401 || code === 403, "authentication"],
  [(code) => code === 408 || code === 504, "timeout"],
  [(code) => code === 413, "request_too_large"],
  [(code) => code === 529, "overloaded"],
  [(code) => code >= 500, "server_error"],
  [(code) => code >= 400, "invalid_request"],
];

/** By words in the names that SDKs and frameworks give to their exceptions, then in the message. */
const WORDS: readonly (readonly [words: RegExp, failure: FailureKind])[] = [
  [/rate.?limit|too.?many.?requests|throttl|resource.?exhausted/i, "rate_limit"],
  [/insufficient.?quota|billing|credit balance|spend(ing)?.?limit/i, "spend_limit"],
  [/overloaded/i, "overloaded"],
  [/context.?(length|window)|prompt is too long|maximum context/i, "context_overflow"],
  [/max.?tokens.?(reached|exceeded)|length.?finish/i, "output_truncated"],
  [/content.?(filter|policy)|refus(al|ed by the model)|moderation|safety/i, "refusal"],
  [/cancel|abort/i, "cancelled"],
  [/timed?.?out|deadline/i, "timeout"],
  [/authenticat|unauthori[sz]ed|permission.?denied|forbidden|invalid.?api.?key/i, "authentication"],
  [/recursion.?(limit|error)|max.?(iterations|turns).?exceeded/i, "tool_loop"],
  [/connection|ECONN|ENOTFOUND|EAI_AGAIN|socket|network|fetch failed|dns/i, "network"],
  [/internal.?server|service.?unavailable|server.?error|api_error|bad.?gateway/i, "server_error"],
  [/bad.?request|invalid.?request|unprocessable|not.?found/i, "invalid_request"],
];

/** Which of our classes a failure of another program is; `other` where nothing tells. */
export function foreignFailure({ kind, type, message, status }: ForeignFailure): FailureKind {
  if (isFailureClass(type)) return type;
  const found = byStatus(status ?? Number(type)) ?? byWords(type) ?? byWords(message.slice(0, 500));
  if (kind !== "tool" || found === "cancelled") return found ?? "other";
  return found === "timeout" ? "tool_timeout" : "tool_error";
}

const byStatus = (code: number): FailureKind | undefined => STATUSES.find(([matches]) => matches(code))?.[1];

const byWords = (text: string): FailureKind | undefined => WORDS.find(([words]) => words.test(text))?.[1];
