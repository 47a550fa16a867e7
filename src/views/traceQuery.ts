import type { TraceSummary } from "./receivedTrace.ts";

/** What a trace has to be like: every condition of a filter. */
export type TraceFilter = (summary: TraceSummary) => boolean;

/** What a filter knows, with an example of each; for hints and for who builds one. */
export const TRACE_FILTERS = {
  service: "service:checkout",
  agent: "agent:reviewer",
  session: "session:support-4711",
  model: "model:sonnet",
  status: "status:error",
  error: "error:TypeError",
  cost: "cost:>0.05",
  duration: "duration:>10s",
  spans: "spans:>1000",
  is: "is:unpriced",
} as const;

const WORDS = /(?:(\w+):)?("[^"]*"?|\S+)/g;

/**
 * Reads a filter: words, `"several words"` and `key:value`, as in the extensions view. All must fit. An unknown key is
 * text like any other.
 */
export function parseTraceQuery(query: string): TraceFilter {
  const conditions: TraceFilter[] = [];
  for (const [whole, key = "", value = ""] of query.toLowerCase().matchAll(WORDS))
    conditions.push(conditionOf(key, value.replaceAll('"', "")) ?? anywhere(whole.replaceAll('"', "")));
  return (summary) => conditions.every((fits) => fits(summary));
}

const has = (text: string | undefined, part: string): boolean => (text ?? "").toLowerCase().includes(part);

const anywhere =
  (part: string): TraceFilter =>
  ({ name, service, session, agent, models, trace }) =>
    [name, service, session, agent, trace, ...models].some((text) => has(text, part));

function conditionOf(key: string, value: string): TraceFilter | undefined {
  switch (key) {
    case "service":
      return ({ service }) => has(service, value);
    case "agent":
      return ({ agent }) => has(agent, value);
    case "session":
      return ({ session }) => has(session, value);
    case "model":
      return ({ models }) => models.some((model) => has(model, value));
    case "status":
      return ({ status }) => status === value;
    case "error":
      return ({ failure }) => failure !== undefined && has(failure, value);
    case "cost":
      return compare(value, AMOUNT, ({ cost }) => cost.nanoUsd / 1e9);
    case "duration":
      return compare(value, LENGTH, ({ start, end }) => (end === undefined ? undefined : end - start));
    case "spans":
      return compare(value, AMOUNT, ({ spans }) => spans);
    case "is":
      return STATES[value];
    default:
      return undefined;
  }
}

const STATES: Readonly<Record<string, TraceFilter | undefined>> = {
  unpriced: ({ cost }) => cost.unpriced > 0,
  assumed: ({ assumed }) => assumed > 0,
  claimed: ({ claimed }) => claimed,
  unclaimed: ({ claimed }) => !claimed,
  running: ({ status }) => status === "running",
};

/** Units, each with how many of the base it is. */
type Units = Readonly<Record<string, number>>;

const AMOUNT: Units = { "": 1 };
const LENGTH: Units = { "": 1, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `>5`, `>=5`, `<5`, `<=5` or `5`, which is at least 5. */
function compare(
  value: string,
  units: Units,
  of: (summary: TraceSummary) => number | undefined,
): TraceFilter | undefined {
  const [, sign = "", digits = "", unit = ""] = /^([<>]=?)?\$?(\d+(?:\.\d+)?)([a-z]*)$/.exec(value) ?? [];
  const factor = units[unit];
  if (digits === "" || factor === undefined) return undefined;
  const limit = Number(digits) * factor;
  return (summary) => {
    const amount = of(summary);
    if (amount === undefined) return false;
    if (sign === ">") return amount > limit;
    if (sign === "<") return amount < limit;
    return sign === "<=" ? amount <= limit : amount >= limit;
  };
}
