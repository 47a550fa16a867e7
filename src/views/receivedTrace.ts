import { ATTR } from "../core/attributes.ts";
import type { FailureKind } from "../core/failure.ts";
import { foreignFailure } from "../core/foreignFailure.ts";
import type { SpanId, TraceId } from "../core/ids.ts";
import type { Mutable } from "../core/mutable.ts";
import type { Attributes, Span } from "../core/telemetry.ts";
import { epochMs, nanoUsd, type EpochMs } from "../core/units.ts";
import {
  addCost,
  addUsage,
  NO_COST,
  NO_USAGE,
  type CostSum,
  type Metering,
  type Usage,
} from "../core/usage.ts";

/** A received trace as a list shows it. */
export interface TraceSummary {
  readonly trace: TraceId;
  /** The root span's; of the span that began first as long as there is no root. */
  readonly name: string;
  readonly service: string;
  readonly session?: string;
  readonly agent?: string;
  readonly models: readonly string[];
  readonly start: EpochMs;
  /** Absent while something of it runs. */
  readonly end?: EpochMs;
  readonly spans: number;
  readonly status: "running" | "ok" | "error";
  /** `error.type` of the root, else of the first span that failed. */
  readonly failure?: string;
  readonly usage: Usage;
  readonly cost: CostSum;
  /** How many model calls it counts. */
  readonly calls: number;
  /** Calls whose counts could be meant in two ways; the likelier was priced. */
  readonly assumed: number;
  /** What the senders say that it cost, in US dollars; absent where none says. */
  readonly reportedUsd?: number;
  /** Whether the sender belongs to this workspace. */
  readonly claimed: boolean;
}

/** What a summary needs of a span. */
export interface SpanBrief {
  readonly id: SpanId;
  readonly parent?: SpanId;
  readonly name: string;
  readonly start: EpochMs;
  readonly end?: EpochMs;
  readonly error: boolean;
  readonly failure?: string;
  /** Which of our classes that is. */
  readonly failed?: FailureKind;
  readonly service: string;
  readonly session?: string;
  readonly agent?: string;
  /** Of an inference whose tokens are known. */
  readonly call?: {
    readonly model: string;
    readonly usage: Usage;
    readonly metering: Metering;
    readonly cost: number;
    readonly assumed?: boolean;
  };
  /** What the sender says that it cost, in US dollars. */
  readonly reportedUsd?: number;
  /** Of a model call or a tool's run: what statistics need besides. */
  readonly work?: SpanWork;
}

export interface SpanWork {
  readonly kind: "call" | "tool";
  /** The model's or the tool's. */
  readonly name: string;
  /** Of the model, as the sender names it; empty otherwise. */
  readonly provider: string;
  readonly timeToFirstToken?: number;
}

const SERVICE = "resource.service.name";

/** Names of all attributes that `briefOf` looks at. */
export const BRIEF_ATTRIBUTES: readonly string[] = [
  ATTR.errorType,
  ATTR.conversation,
  ATTR.sessionId,
  ATTR.agentName,
  ATTR.costReportedUsd,
  SERVICE,
  ATTR.operation,
  ATTR.toolName,
  ATTR.metering,
  ATTR.timeToFirstChunk,
  ATTR.responseModel,
  ATTR.requestModel,
  ATTR.provider,
  ATTR.httpStatus,
  ATTR.cacheReadTokens,
  ATTR.cacheWriteTokens,
  ATTR.inputTokens,
  ATTR.outputTokens,
  ATTR.costNanoUsd,
  ATTR.costAssumed,
];

export function briefOf(span: Span): SpanBrief {
  const { parentId, name, end, status, attributes } = span;
  const call = callOf(attributes);
  const work = workOf(name, attributes);
  const failure = attributes[ATTR.errorType];
  const session = text(attributes[ATTR.conversation]) || text(attributes[ATTR.sessionId]);
  const agent = text(attributes[ATTR.agentName]);
  const reported = attributes[ATTR.costReportedUsd];
  // Put together in place: one is made of every span that comes.
  const brief: Mutable<SpanBrief> = {
    id: span.spanId,
    name,
    start: span.start,
    error: status.code === "error",
    service: text(attributes[SERVICE]),
  };
  if (parentId) brief.parent = parentId;
  if (end !== undefined) brief.end = end;
  if (failure !== undefined) brief.failure = String(failure);
  if (brief.error) brief.failed = failedAs(span, work?.kind ?? "turn");
  if (session !== "") brief.session = session;
  if (agent !== "") brief.agent = agent;
  if (call !== undefined) brief.call = call;
  if (typeof reported === "number") brief.reportedUsd = reported;
  if (work !== undefined) brief.work = work;
  return brief;
}

/** Operations that are one model call. */
const INFERENCE: ReadonlySet<unknown> = new Set([
  "chat",
  "text_completion",
  "generate_content",
  "embeddings",
]);

function workOf(name: string, attributes: Attributes): SpanWork | undefined {
  const operation = attributes[ATTR.operation];
  if (operation === "execute_tool")
    return {
      kind: "tool",
      name: text(attributes[ATTR.toolName]) || name.replace(/^execute_tool /, ""),
      provider: "",
    };
  if (attributes[ATTR.metering] === undefined && !INFERENCE.has(operation)) return undefined;
  const first = attributes[ATTR.timeToFirstChunk];
  return {
    kind: "call",
    name: text(attributes[ATTR.responseModel]) || text(attributes[ATTR.requestModel]),
    provider: text(attributes[ATTR.provider]),
    ...(typeof first === "number" && first >= 0 && { timeToFirstToken: first * 1_000 }),
  };
}

function failedAs({ status, attributes }: Span, kind: "call" | "tool" | "turn"): FailureKind {
  const code = attributes[ATTR.httpStatus];
  return foreignFailure({
    kind,
    type: text(attributes[ATTR.errorType]),
    message: status.message ?? "",
    status: typeof code === "number" ? code : undefined,
  });
}

function callOf(attributes: Attributes): SpanBrief["call"] {
  const metering = attributes[ATTR.metering];
  if (metering === undefined) return undefined;
  const read = count(attributes[ATTR.cacheReadTokens]);
  const write = count(attributes[ATTR.cacheWriteTokens]);
  return {
    model: text(attributes[ATTR.responseModel]) || text(attributes[ATTR.requestModel]),
    usage: {
      ...NO_USAGE,
      input: Math.max(0, count(attributes[ATTR.inputTokens]) - read - write),
      cacheRead: read,
      cacheWrite5m: write,
      output: count(attributes[ATTR.outputTokens]),
    },
    metering: metering as Metering,
    cost: count(attributes[ATTR.costNanoUsd]),
    ...(attributes[ATTR.costAssumed] === true && { assumed: true }),
  };
}

/**
 * Sums a trace up. A model call that lies in another, or repeats it, is not counted again: what an inference
 * says of itself stands for all below it.
 */
export function summarise(
  trace: TraceId,
  spans: ReadonlyMap<SpanId, SpanBrief>,
  claimed: boolean,
): TraceSummary {
  const all = [...spans.values()];
  const root = rootOf(all, spans);
  const calls = all.filter((span) => span.call !== undefined && !liesInCall(span, spans));
  const failed = root?.error ? root : all.find(({ error }) => error);
  const running = all.some(({ end }) => end === undefined);
  let [usage, cost] = [NO_USAGE, NO_COST];
  for (const { call } of calls) {
    if (call === undefined) continue;
    usage = addUsage(usage, call.usage);
    cost = addCost(cost, { metering: call.metering, nanoUsd: nanoUsd(call.cost) });
  }
  const reportedUsd = reportedOf(calls) ?? root?.reportedUsd;
  const latest = all.reduce((last, { end }) => Math.max(last, end ?? 0), 0);
  return {
    trace,
    name: root?.name ?? "",
    service: root?.service || (all.find(({ service }) => service !== "")?.service ?? ""),
    ...optional("session", first(all, root, "session")),
    ...optional("agent", first(all, root, "agent")),
    models: [...new Set(calls.flatMap(({ call }) => (call?.model ? [call.model] : [])))],
    start: epochMs(all.reduce((earliest, { start }) => Math.min(earliest, start), Number.POSITIVE_INFINITY)),
    ...(!running && { end: epochMs(latest) }),
    spans: all.length,
    status: running ? "running" : root?.error ? "error" : "ok",
    ...optional("failure", failed?.failure),
    usage,
    cost,
    calls: calls.length,
    assumed: calls.filter(({ call }) => call?.assumed === true).length,
    ...(reportedUsd !== undefined && { reportedUsd }),
    claimed,
  };
}

/** Of the calls that are counted, so that an agent's own total adds nothing. */
function reportedOf(calls: readonly SpanBrief[]): number | undefined {
  const said = calls.flatMap((call) => call.reportedUsd ?? []);
  return said.length === 0 ? undefined : said.reduce((sum, usd) => sum + usd, 0);
}

/** The span without a parent; while it is missing, the one that began first. */
export function rootOf(
  all: readonly SpanBrief[],
  spans: ReadonlyMap<SpanId, SpanBrief>,
): SpanBrief | undefined {
  const earliest = (list: readonly SpanBrief[]): SpanBrief | undefined =>
    list.reduce<SpanBrief | undefined>(
      (found, span) => (found === undefined || span.start < found.start ? span : found),
      undefined,
    );
  return (
    earliest(all.filter(({ parent }) => parent === undefined)) ??
    earliest(all.filter(({ parent }) => parent !== undefined && !spans.has(parent))) ??
    earliest(all)
  );
}

/** Whether a span above it is a model call itself. Parents may go in a circle. */
export function liesInCall(
  { id, parent }: Pick<SpanBrief, "id" | "parent">,
  spans: ReadonlyMap<SpanId, SpanBrief>,
): boolean {
  let above = parent === undefined ? undefined : spans.get(parent);
  // Who has gone up as often as there are spans goes in a circle.
  for (let left = spans.size; left > 0 && above !== undefined && above.id !== id; left--) {
    if (above.call !== undefined) return true;
    above = above.parent === undefined ? undefined : spans.get(above.parent);
  }
  return false;
}

const first = (
  all: readonly SpanBrief[],
  root: SpanBrief | undefined,
  field: "session" | "agent",
): string | undefined => root?.[field] ?? all.find((span) => span[field] !== undefined)?.[field];

const optional = <Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [N in Name]?: string } =>
  (value === undefined || value === "" ? {} : { [name]: value }) as { readonly [N in Name]?: string };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number => (typeof value === "number" && value >= 0 ? value : 0);
