import { toStorageError } from "../../core/failure.ts";
import { ApiFault, invalidRequest } from "./api/fault.ts";
import * as plans from "./plans/failing.ts";
import type { FailingPlan } from "./plans/failing.ts";
import type { Reply } from "./api/reply.ts";
import { cutOff, pause, refuse } from "./replies.ts";
import { modelNotFound, promptTooLong, requestTooLarge, type SimulatedRequest } from "./api/request.ts";
import { thinkingMismatch } from "./api/thinking.ts";

/** What a simulated failure does. */
export type Behaviour =
  /** An attempt gets an error answer. */
  | { readonly kind: "fault"; readonly fault: (request: SimulatedRequest) => ApiFault }
  /** An attempt gets no answer at all, or one that is none. */
  | { readonly kind: "transport"; readonly how: "no_headers" | "no_connection" | "not_the_api" }
  /** An attempt's stream goes wrong; `reset` breaks the connection, `error` sends an SSE error event. */
  | {
      readonly kind: "stream";
      readonly how: "reset" | "hang" | "close" | "error";
      readonly after: "start" | "text";
    }
  /** An attempt gets a proper answer that is not what was hoped for. */
  | { readonly kind: "reply"; readonly change: (reply: Reply, variant: string | undefined) => Reply }
  /** An attempt's answer has a tool call that is broken. */
  | { readonly kind: "tool_call"; readonly how: "truncated" | "malformed" }
  /** The model itself goes astray, over one or more steps. */
  | { readonly kind: "plan"; readonly plan: FailingPlan }
  /** The program itself fails, which no server can make it do; see `defects.ts`. */
  | { readonly kind: "defect"; readonly error: () => Error }
  /** No failure: the model shows its thinking in each answer. */
  | { readonly kind: "thinking" };

export interface SimulatedFailure {
  /** What happens, in one sentence. */
  readonly description: string;
  readonly behaviour: Behaviour;
  /** How often it happens where the person does not say. */
  readonly times: number;
}

const once = (description: string, behaviour: Behaviour): SimulatedFailure => ({
  description,
  behaviour,
  times: 1,
});
const endless = (description: string, plan: FailingPlan): SimulatedFailure => ({
  description,
  behaviour: { kind: "plan", plan },
  times: Number.POSITIVE_INFINITY,
});
const fault = (make: (request: SimulatedRequest) => ApiFault): Behaviour => ({ kind: "fault", fault: make });
const stream = (how: "reset" | "hang" | "close" | "error", after: "start" | "text"): Behaviour => ({
  kind: "stream",
  how,
  after,
});

export const overloaded = (): ApiFault => new ApiFault(529, "overloaded_error", "Overloaded");

/** Everything that `/simulate NAME` can do, in the order in which it is listed. */
export const SIMULATED_FAILURES = {
  rate_limit: once(
    "The API refuses the request with 429 and asks to wait 3 seconds.",
    fault(
      () =>
        new ApiFault(
          429,
          "rate_limit_error",
          "This request would exceed your rate limit. Please try again later.",
          {
            headers: { "retry-after": "3" },
          },
        ),
    ),
  ),
  overloaded: once("The API answers 529, overloaded.", fault(overloaded)),
  server_error: once(
    "The API answers 500, internal server error.",
    fault(() => new ApiFault(500, "api_error", "Internal server error")),
  ),
  timeout: once("The API never answers; the request hangs until it is given up.", {
    kind: "transport",
    how: "no_headers",
  }),
  network: once("The connection breaks before an answer (ECONNRESET).", {
    kind: "transport",
    how: "no_connection",
  }),
  disconnect: once("The connection breaks in the middle of the answer.", stream("reset", "text")),
  stall: once("The answer stops in the middle, and the connection stays open.", stream("hang", "text")),
  incomplete_stream: once("The answer ends in the middle as if it were complete.", stream("close", "text")),
  sse_error: once("The stream opens and then reports that the API is overloaded.", stream("error", "start")),
  overloaded_midstream: once(
    "The stream reports overload after a part of the answer.",
    stream("error", "text"),
  ),
  garbage: once("Something else than the API answers 200 with a web page.", {
    kind: "transport",
    how: "not_the_api",
  }),
  refusal: once(
    "The model refuses (category cyber; another one as `refusal:bio`, none as `refusal:none`, in words as `refusal:soft`).",
    {
      kind: "reply",
      change: refuse,
    },
  ),
  output_truncated: once("The answer is cut at the limit of output tokens.", {
    kind: "reply",
    change: cutOff,
  }),
  pause_turn: once("The model pauses its turn and wants to be sent on.", { kind: "reply", change: pause }),
  truncated_tool_arguments: once("A tool call's arguments end in the middle of the JSON.", {
    kind: "tool_call",
    how: "truncated",
  }),
  malformed_tool_arguments: once("A tool call's arguments do not fit the tool's schema.", {
    kind: "tool_call",
    how: "malformed",
  }),
  tool_loop: endless(
    "The model makes the same tool call again and again, as long as it gets results.",
    plans.toolLoop,
  ),
  tool_storm: endless("The model makes tool calls that all fail.", plans.toolStorm),
  tool_error: once("A tool call fails, and the model is told so.", { kind: "plan", plan: plans.toolStorm }),
  tool_timeout: once(
    "The model runs a command that takes longer than it may (flightdeck.commandTimeout, two minutes).",
    { kind: "plan", plan: plans.endlessCommand },
  ),
  approval_denied: once("The model asks to run a harmless command, for you to say No.", {
    kind: "plan",
    plan: plans.harmlessCommand,
  }),
  injection: once("The model reads a file that holds instructions to agents, where the project has one.", {
    kind: "plan",
    plan: plans.injection,
  }),
  secret: once("The model repeats a (made-up) API key, split over two deltas.", {
    kind: "plan",
    plan: plans.secret,
  }),
  budget: once(
    "The model writes a very long answer; with a low cap (flightdeck.budget.turn, 0.05) it is not sent.",
    { kind: "plan", plan: plans.longAnswer },
  ),
  cancelled: once("The model writes a very long answer, for you to stop.", {
    kind: "plan",
    plan: plans.longAnswer,
  }),
  context_overflow: once(
    "The API says that the prompt is longer than the context window.",
    fault(({ model }) => promptTooLong(model.contextWindow + 12_345, model)),
  ),
  request_too_large: once("The API says that the request is too large (413).", fault(requestTooLarge)),
  invalid_request: once(
    "The API rejects the request as malformed (400).",
    fault(() => invalidRequest("max_tokens: Input should be a valid integer")),
  ),
  thinking_mismatch: once(
    "The API rejects a thinking block that belongs to another conversation (400).",
    fault(() => thinkingMismatch(1, 0)),
  ),
  not_found: once(
    "The API does not know the model (404).",
    fault(({ model }) => modelNotFound(model.id)),
  ),
  authentication: once(
    "The API does not accept the key (401).",
    fault(() => new ApiFault(401, "authentication_error", "invalid x-api-key")),
  ),
  billing: once(
    "The account has no credit (402).",
    fault(() => new ApiFault(402, "billing_error", "Your credit balance is too low to access the API.")),
  ),
  spend_limit: once(
    "The provider's own spending limit is reached (429 without retry-after).",
    fault(
      () =>
        new ApiFault(429, "rate_limit_error", "You have reached your specified API usage limits.", {
          details: { error_code: "enforced_spend_limit_reached" },
        }),
    ),
  ),
  storage: once("What happened cannot be written, as on a full disk.", {
    kind: "defect",
    error: () => toStorageError(new Error("ENOSPC: no space left on device, as it was asked for")),
  }),
  internal: once("Agent Flightdeck itself fails, as a defect of its own would make it.", {
    kind: "defect",
    error: () => new TypeError("this defect was asked for with /simulate internal"),
  }),
  thinking: {
    description: "No failure: the model thinks aloud before each answer.",
    behaviour: { kind: "thinking" },
    times: 1,
  },
} as const satisfies Record<string, SimulatedFailure>;

export type SimulatedFailureName = keyof typeof SIMULATED_FAILURES;

/** Failure classes that are asked for by another name as well, which says how they come about. */
const OTHER_NAMES: Readonly<Record<string, SimulatedFailureName>> = {
  budget_exceeded: "budget",
  invalid_tool_arguments: "malformed_tool_arguments",
};

export function findFailure(given: string): SimulatedFailure | undefined {
  const name = Object.hasOwn(OTHER_NAMES, given) ? OTHER_NAMES[given] : given;
  return name !== undefined && Object.hasOwn(SIMULATED_FAILURES, name)
    ? SIMULATED_FAILURES[name as SimulatedFailureName]
    : undefined;
}

/** The list for a person, as Markdown. */
export const listFailures = (): string =>
  Object.entries(SIMULATED_FAILURES)
    .map(([name, { description }]) => `- \`/simulate ${name}\`: ${description}`)
    .join("\n");
