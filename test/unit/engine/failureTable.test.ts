import type { FailureClass } from "../../../src/core/failure.ts";
import { broken, fault, refuse, say, type FaultName, type Step } from "../../support/fakeAnthropic/index.ts";
import { describeRows, times, type Row } from "../../support/turns/failureRows.ts";

const HAIKU = "claude-haiku-4-5";

/** A refused request: what is tried again, and what becomes of it when it fails for good. */
function refusedRows(
  name: FaultName,
  failure: FailureClass,
  tries: number,
  wait: number | "jitter",
): Record<string, Row> {
  const once: Row = { steps: [fault(name), say("Done.")], attempts: [failure, "ok"], waits: [wait] };
  const forGood: Row = {
    steps: times(tries, fault(name)),
    attempts: times(tries, failure),
    waits: times(tries - 1, wait),
    failure,
    spend: "nothing",
  };
  return { ...(tries > 1 && { [`${name}, once`]: once }), [`${name}, for good`]: forGood };
}

/** A stream that breaks: before any content it is tried again, after that what arrived is kept. */
function brokenRows(
  name: string,
  failure: FailureClass,
  tries: number,
  step: (at: "start" | "content") => Step,
): Record<string, Row> {
  return {
    [`${name} before any content, once`]: {
      steps: [step("start"), say("Done.")],
      attempts: [failure, "ok"],
      waits: ["jitter"],
      spend: "bound",
    },
    [`${name} before any content, for good`]: {
      steps: times(tries, step("start")),
      attempts: times(tries, failure),
      waits: times(tries - 1, "jitter" as const),
      failure,
      spend: "bound",
    },
    [`${name} in the middle of the answer`]: {
      steps: [step("content")],
      attempts: [failure],
      failure,
      spend: "bound",
    },
  };
}

const ROWS: Readonly<Record<string, Row>> = {
  ...refusedRows("rate_limit", "rate_limit", 3, 3_000),
  ...refusedRows("rate_limit_ms", "rate_limit", 3, 1_500),
  ...refusedRows("rate_limit_date", "rate_limit", 3, 5_000),
  ...refusedRows("ramp_limit", "rate_limit", 3, 2_000),
  ...refusedRows("rate_limit_hour", "rate_limit", 1, 0),
  ...refusedRows("tier_spend_cap", "rate_limit", 2, "jitter"),
  ...refusedRows("enforced_spend_limit", "spend_limit", 1, 0),
  ...refusedRows("contract_spend_limit", "spend_limit", 1, 0),
  ...refusedRows("own_spend_limit", "spend_limit", 1, 0),
  ...refusedRows("billing", "spend_limit", 1, 0),
  ...refusedRows("local_budget", "budget_exceeded", 1, 0),
  ...refusedRows("overloaded", "overloaded", 3, "jitter"),
  ...refusedRows("server_error", "server_error", 3, "jitter"),
  ...refusedRows("server_error_final", "server_error", 1, 0),
  ...refusedRows("bad_gateway", "server_error", 3, "jitter"),
  ...refusedRows("unavailable", "server_error", 3, "jitter"),
  ...refusedRows("conflict", "server_error", 3, "jitter"),
  ...refusedRows("gateway_timeout", "timeout", 2, "jitter"),
  ...refusedRows("request_timeout", "timeout", 2, "jitter"),
  ...refusedRows("authentication", "authentication", 1, 0),
  ...refusedRows("permission", "authentication", 1, 0),
  ...refusedRows("not_found", "invalid_request", 1, 0),
  ...refusedRows("invalid_request", "invalid_request", 1, 0),
  ...refusedRows("image_too_large", "invalid_request", 1, 0),
  ...refusedRows("request_too_large", "request_too_large", 1, 0),
  ...refusedRows("thinking_signature", "thinking_mismatch", 1, 0),

  ...brokenRows("an overload in the stream", "overloaded", 3, (at) => broken("error", at)),
  ...brokenRows("a cut connection", "incomplete_stream", 3, (at) => broken("cut", at)),
  ...brokenRows("an early end", "incomplete_stream", 3, (at) => broken("close", at)),
  ...brokenRows("a stall", "stall", 2, (at) => broken("stall", at)),
  "a cut connection after the headers": {
    steps: [broken("cut", "headers"), say("Done.")],
    attempts: ["incomplete_stream", "ok"],
    waits: ["jitter"],
    spend: "bound",
  },
  "a web page instead of the API": {
    steps: [{ kind: "page" }, say("Done.")],
    attempts: ["network", "ok"],
    waits: ["jitter"],
  },
  "garbage instead of events": {
    steps: [{ kind: "garbage" }, say("Done.")],
    attempts: ["incomplete_stream", "ok"],
    waits: ["jitter"],
    spend: "bound",
  },
  "a reset after the request was worked on": {
    steps: [{ kind: "reset" }, say("Done.")],
    attempts: ["network", "ok"],
    waits: ["jitter"],
    spend: "bound",
  },
  "no answer at all, for good": {
    steps: times(2, { kind: "no_answer" }),
    attempts: times(2, "timeout"),
    waits: ["jitter"],
    failure: "timeout",
    says: /90 seconds/,
    spend: "bound",
  },

  "a refusal by category": { steps: [refuse("bio")], attempts: ["ok"], failure: "refusal", says: /bio/ },
  "a model that is overloaded, with a fallback": {
    steps: [fault("overloaded"), fault("overloaded"), say("Done.")],
    settings: { fallback: [HAIKU] },
    attempts: ["overloaded", "overloaded", `${HAIKU} ok`],
    waits: ["jitter"],
  },
  "a limit that lasts an hour, with a fallback": {
    steps: [fault("rate_limit_hour"), say("Done.")],
    settings: { fallback: [HAIKU] },
    attempts: ["rate_limit", `${HAIKU} ok`],
  },
  "a model that the server does not know, with a fallback": {
    steps: [fault("not_found"), say("Done.")],
    settings: { fallback: [HAIKU] },
    attempts: ["invalid_request", `${HAIKU} ok`],
  },
  "a refusal, with a fallback": {
    steps: [refuse("bio"), say("Done.")],
    settings: { fallback: [HAIKU] },
    attempts: ["ok", `${HAIKU} ok`],
  },
  "a refusal by all models": {
    steps: [refuse("bio"), refuse("cyber")],
    settings: { fallback: [HAIKU] },
    attempts: ["ok", `${HAIKU} ok`],
    failure: "refusal",
    says: /cyber/,
  },
  "a refusal without a category, rephrased": {
    steps: [refuse(null), say("Done.")],
    settings: { "refusal.rephrase": true },
    attempts: ["ok", "ok"],
  },
  "models that are all overloaded": {
    steps: times(6, fault("overloaded")),
    settings: { fallback: [HAIKU, "claude-opus-5-5", "claude-sonnet-4-6"] },
    attempts: [
      ...times(2, "overloaded"),
      ...times(2, `${HAIKU} overloaded`),
      ...times(2, "claude-opus-5-5 overloaded"),
    ],
    waits: times(3, "jitter" as const),
    failure: "overloaded",
    spend: "nothing",
  },
  "no key, with a fallback of the same provider": {
    steps: [fault("authentication")],
    settings: { fallback: [HAIKU] },
    attempts: ["authentication"],
    failure: "authentication",
    spend: "nothing",
  },
  "a cut in the middle of the answer, with a fallback": {
    steps: [broken("cut")],
    settings: { fallback: [HAIKU] },
    attempts: ["incomplete_stream"],
    failure: "incomplete_stream",
    spend: "bound",
  },
  "an answer that reaches the limit of output": {
    steps: [{ ...say("The first half"), stopReason: "max_tokens" }, say("and the second.")],
    attempts: ["ok", "ok"],
  },
  "an answer that reaches the limit of output twice": {
    steps: times(2, { ...say("More"), stopReason: "max_tokens" }),
    attempts: ["ok", "ok"],
    failure: "output_truncated",
  },
  "a wait that the step has no time for": {
    steps: [fault("rate_limit")],
    settings: { "retry.maxWait": 2 },
    attempts: ["rate_limit"],
    failure: "rate_limit",
    spend: "nothing",
  },
  "a turn that may cost nothing": {
    steps: [],
    settings: { "budget.turn": 0 },
    attempts: [],
    failure: "budget_exceeded",
    says: /this turn's budget .*flightdeck\.budget\.turn/,
    spend: "nothing",
  },
  "an answer that fills the window": {
    steps: [{ ...say("All that fits"), stopReason: "model_context_window_exceeded" }],
    attempts: ["ok"],
    failure: "context_overflow",
  },
  "a stop during a wait": {
    steps: [fault("rate_limit")],
    meanwhile: (session, event) => {
      if (event === "waiting") session.stop();
    },
    attempts: ["rate_limit"],
    waits: [3_000],
    failure: "cancelled",
    spend: "nothing",
  },
  "a stop in the middle of the answer": {
    steps: [broken("stall")],
    meanwhile: (session, event) => {
      if (event === "text") session.stop();
    },
    attempts: ["cancelled"],
    failure: "cancelled",
    spend: "bound",
  },
  "a budget that has no room": {
    steps: [],
    settings: { "budget.daily": 0.000_1 },
    attempts: [],
    failure: "budget_exceeded",
    says: /today's budget \(\$0\.0001\).*It was not sent.*flightdeck\.budget\.daily/,
    spend: "nothing",
  },
};

describeRows("a turn in which the API fails", ROWS);
