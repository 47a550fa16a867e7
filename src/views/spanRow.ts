import { ATTR } from "../core/attributes.ts";
import { failureInfo, isFailureClass } from "../core/failure.ts";
import type { Attributes, AttributeValue, Span } from "../core/telemetry.ts";
import type { Metering } from "../core/usage.ts";
import type { EpochMs, NanoUsd } from "../core/units.ts";

/** What a span's bar is coloured and marked by. An `attempt` is one HTTP try of a model call. */
export const CATEGORIES = ["other", "model", "tool", "agent", "attempt"] as const;
export type Category = (typeof CATEGORIES)[number];

/** What a waterfall shows of a span without being asked: everything but its payload. */
export interface SpanRow {
  readonly name: string;
  readonly category: Category;
  readonly start: EpochMs;
  readonly end?: EpochMs;
  readonly state: Span["state"];
  readonly status: Span["status"]["code"];
  /** The model, tool or agent. */
  readonly subject: string;
  /** A few words beside the name: what a tool works on, an attempt's HTTP status. */
  readonly note: string;
  /** `error.type`: a failure class of ours, or what a foreign span says. */
  readonly failure: string;
  /** Tokens, only where they are billed by this span: of an inference, never an agent's total. */
  readonly input?: number;
  readonly output?: number;
  /** The cost of an inference with all its attempts, or of an attempt. */
  readonly cost?: NanoUsd;
  readonly metering?: Metering;
  /** The true bill may differ. */
  readonly uncertain: boolean;
  /** Milliseconds from the span's start to the first content of the answer. */
  readonly firstToken?: number;
}

const INFERENCES = new Set<unknown>(["chat", "text_completion", "generate_content", "embeddings"]);
const AGENTS = new Set<unknown>(["invoke_agent", "create_agent", "invoke_workflow"]);
const NOTE_LENGTH = 200;

/** A span's row. */
export function rowOf(span: Span): SpanRow {
  const { name, start, end, state, attributes } = span;
  const category = categoryOf(attributes);
  return {
    name,
    category,
    start,
    ...(end !== undefined && { end }),
    state,
    status: span.status.code,
    subject: text(attributes[SUBJECTS[category]] ?? attributes[ATTR.requestModel]),
    note: noteOf(attributes),
    failure: text(attributes[ATTR.errorType]),
    uncertain: attributes[ATTR.uncertain] === true,
    ...(category === "model" && inference(attributes)),
    ...(category === "attempt" && attempt(attributes)),
  };
}

function categoryOf(attributes: Attributes): Category {
  const operation = attributes[ATTR.operation];
  if (INFERENCES.has(operation)) return "model";
  if (operation === "execute_tool") return "tool";
  if (AGENTS.has(operation)) return "agent";
  return attributes[ATTR.attempt] === undefined ? "other" : "attempt";
}

const SUBJECTS: Readonly<Record<Category, string>> = {
  model: ATTR.responseModel,
  tool: ATTR.toolName,
  agent: ATTR.agentName,
  attempt: ATTR.attemptModel,
  other: ATTR.requestModel,
};

function noteOf(attributes: Attributes): string {
  const status = attributes[ATTR.httpStatus];
  // 200 is what one expects; anything else explains the row.
  const note = attributes[ATTR.toolTitle] ?? (status === 200 ? undefined : status);
  const words = text(note);
  return words.length <= NOTE_LENGTH ? words : `${words.slice(0, NOTE_LENGTH - 1)}…`;
}

function inference(attributes: Attributes): Partial<SpanRow> {
  const seconds = count(attributes[ATTR.timeToFirstChunk]);
  return present({
    input: count(attributes[ATTR.inputTokens]),
    output: count(attributes[ATTR.outputTokens]),
    cost: count(attributes[ATTR.costNanoUsd]) as NanoUsd | undefined,
    metering: metering(attributes[ATTR.metering]),
    firstToken: seconds === undefined ? undefined : seconds * 1000,
  });
}

function attempt(attributes: Attributes): Partial<SpanRow> {
  const cost = count(attributes[ATTR.attemptCost]) as NanoUsd | undefined;
  const simulated = attributes[ATTR.attemptProvider] === "simulated";
  const kind = metering(attributes[ATTR.metering]) ?? (simulated ? "simulated" : "metered");
  return cost === undefined ? {} : { cost, metering: kind };
}

const METERINGS = new Set<unknown>(["metered", "not_metered", "simulated", "unpriced"] satisfies Metering[]);

const metering = (value: unknown): Metering | undefined =>
  METERINGS.has(value) ? (value as Metering) : undefined;

const count = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && Number.isFinite(value) ? value : undefined;

const text = (value: AttributeValue | undefined): string => (value === undefined ? "" : String(value));

const present = (row: { [Name in keyof SpanRow]?: SpanRow[Name] | undefined }): Partial<SpanRow> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));

/** A failure's name for a badge. */
export const failureLabel = (failure: string): string =>
  isFailureClass(failure) ? failureInfo(failure).label : failure;
