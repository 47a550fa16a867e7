import { ATTR } from "../../core/attributes.ts";
import { FlightdeckError } from "../../core/failure.ts";
import { groupBy } from "../../core/groupBy.ts";
import { formatUsd } from "../../core/money.ts";
import { differing } from "../../views/reportedCost.ts";
import type { Span } from "../../core/telemetry.ts";
import { nanoUsd } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import { formatDuration, formatTokens } from "../../views/figures.ts";
import { SpanFold } from "../../views/spans.ts";
import type { ExitCode, Io } from "../io.ts";

export interface TraceShowOptions {
  /** A session's or a trace's id, or the beginning of one. */
  readonly id: string;
  readonly json: boolean;
}

/** Prints the span trees of a session, or of one trace. */
export async function traceShow(engine: Engine, { id, json }: TraceShowOptions, io: Io): Promise<ExitCode> {
  const spans = await find(engine, id);
  const children = byParent(spans);
  const visit = (span: Span, depth: number): void => {
    const line = json
      ? JSON.stringify({ type: "span", depth, ...toJson(span) })
      : `${"  ".repeat(depth)}${describe(span)}`;
    io.out(`${engine.clean(line)}\n`);
    for (const child of children.get(span.spanId) ?? []) visit(child, depth + 1);
  };
  for (const root of children.get(undefined) ?? []) visit(root, 0);
  const translated = spans[0]?.attributes[ATTR.dialects];
  if (!json && translated !== undefined)
    io.out(`Translated to today's conventions by table ${String(translated)}.\n`);
  return 0;
}

async function find(engine: Engine, id: string): Promise<readonly Span[]> {
  const index = await engine.index();
  await index.sync();
  const matches = await index.traces(id);
  const [match, another] = matches;
  if (match === undefined) {
    const received = await receivedSpans(engine, id);
    if (received.length > 0) return received;
  }
  if (match?.session === undefined) {
    throw new FlightdeckError("storage", `There is no session or trace ${id} in this workspace.`, {
      advice: "List the sessions: agent-flightdeck sessions.",
    });
  }
  if (another !== undefined) {
    throw new FlightdeckError("storage", `${id} may be any of ${matches.length} sessions.`, {
      advice: "Give more of the id.",
    });
  }
  const wanted = new Set(match.traces.map(({ trace }) => trace));
  const fold = new SpanFold();
  for await (const line of engine.sessions.lines(match.session)) {
    if (line.type === "span" && wanted.has(line.data.traceId)) fold.take(line.data);
  }
  return [...fold.spans()];
}

/** The spans of a trace that another program sent. */
async function receivedSpans(engine: Engine, id: string): Promise<readonly Span[]> {
  const receiver = await engine.receiver();
  const { traces } = await receiver.list({ text: id, limit: 2 });
  const found = traces.find(({ trace }) => trace.startsWith(id));
  return found === undefined || id === "" ? [] : receiver.spans(found.trace);
}

/** Spans by their parent, undefined for roots and for those whose parent is not there; oldest first. */
function byParent(spans: readonly Span[]): ReadonlyMap<string | undefined, readonly Span[]> {
  const known = new Set(spans.map(({ spanId }) => spanId));
  return groupBy(
    spans.toSorted((a, b) => a.start - b.start),
    ({ parentId }) => (parentId !== undefined && known.has(parentId) ? parentId : undefined),
  );
}

function toJson({
  traceId,
  spanId,
  parentId,
  name,
  kind,
  start,
  end,
  state,
  status,
  attributes,
  events,
}: Span) {
  return {
    traceId,
    spanId,
    parentId,
    name,
    kind,
    startTime: new Date(start).toISOString(),
    durationMs: end === undefined ? undefined : end - start,
    state,
    status: status.code,
    message: status.message,
    attributes,
    events,
  };
}

function describe({ name, start, end, state, status, attributes }: Span): string {
  const parts = [name];
  const title = attributes[ATTR.toolTitle];
  if (typeof title === "string" && title !== "") parts.push(title);
  parts.push(end === undefined ? state : formatDuration(end - start));
  const [input, output] = [attributes[ATTR.inputTokens], attributes[ATTR.outputTokens]];
  if (typeof input === "number" && typeof output === "number")
    parts.push(`${formatTokens(input)}/${formatTokens(output)} tok`);
  const cost = attributes[ATTR.costNanoUsd];
  if (typeof cost === "number")
    parts.push(`${formatUsd(nanoUsd(cost))}${attributes[ATTR.metering] === "simulated" ? " simulated" : ""}`);
  if (attributes[ATTR.metering] === "unpriced") parts.push("unpriced");
  if (attributes[ATTR.costAssumed] === true) parts.push("assumed");
  const said = attributes[ATTR.costReportedUsd];
  const reported = typeof said === "number" && typeof cost === "number" ? differing(said, cost) : undefined;
  if (reported !== undefined) parts.push(`reported ${reported}`);
  if (status.code === "error")
    parts.push(
      `✗ ${String(attributes[ATTR.errorType] ?? "error")}${status.message ? `: ${status.message}` : ""}`,
    );
  return parts.join("  ");
}
