import { readFile } from "node:fs/promises";
import { FlightdeckError } from "../../core/failure.ts";
import type { TraceId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { formatDuration, formatTokens } from "../../views/figures.ts";
import { formatAgo, formatCost } from "../../views/format.ts";
import { promptTokens } from "../../core/usage.ts";
import { differing } from "../../views/reportedCost.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";
import { table } from "../table.ts";

const PAGE = 1_000;

/** The traces that other programs sent, newest first. */
export async function traceList(
  engine: Engine,
  { json }: { readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  const receiver = await engine.receiver();
  const all: TraceSummary[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { traces } = await receiver.list({ limit: PAGE, offset });
    all.push(...traces);
    if (traces.length < PAGE) break;
  }
  if (json) for (const summary of all) jsonLine(io, toJson(summary));
  else io.out(describe(all, engine));
  return 0;
}

/** The OTLP JSON of one trace, as it was received. */
export async function traceExport(engine: Engine, id: string, io: Io): Promise<ExitCode> {
  const receiver = await engine.receiver();
  const { traces } = await receiver.list({ text: id, limit: 2 });
  const [found, another] = traces.filter(({ trace }) => trace.startsWith(id));
  if (another !== undefined)
    throw new FlightdeckError("storage", `${id} may be any of several traces.`, {
      advice: "Give more of the id.",
    });
  io.out(`${JSON.stringify(await receiver.export(found?.trace ?? (id as TraceId)))}\n`);
  return 0;
}

/** Adds the traces of an OTLP JSON file. */
export async function traceImport(
  engine: Engine,
  { file, json }: { readonly file: string; readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new FlightdeckError("storage", `${file} cannot be read.`, { cause, advice: "Check the path." });
  });
  const { traces, spans } = await (await engine.receiver()).import(text);
  if (json) jsonLine(io, { type: "imported", traces, spans });
  else io.out(`${spans} spans of ${traces.length} traces were added.\n`);
  return 0;
}

const toJson = (summary: TraceSummary) => ({
  traceId: summary.trace,
  name: summary.name,
  service: summary.service,
  sessionId: summary.session,
  agent: summary.agent,
  models: summary.models,
  start: new Date(summary.start).toISOString(),
  spans: summary.spans,
  calls: summary.calls,
  status: summary.status,
  failure: summary.failure,
  costNanoUsd: summary.cost.nanoUsd,
  priced: summary.cost.unpriced === 0,
  assumed: summary.assumed > 0,
  reportedUsd: summary.reportedUsd,
  usage: summary.usage,
  durationMs: summary.end === undefined ? undefined : summary.end - summary.start,
  claimed: summary.claimed,
});

function costWords({ cost, assumed, reportedUsd }: TraceSummary): string {
  const reported = differing(reportedUsd, cost.nanoUsd);
  return `${formatCost(cost)}${assumed > 0 ? " assumed" : ""}${reported === undefined ? "" : ` (reported ${reported})`}`;
}

function describe(traces: readonly TraceSummary[], engine: Engine): string {
  if (traces.length === 0) return "No program has sent a trace yet. Receive some: agent-flightdeck collect\n";
  const now = engine.ports.clock.now();
  return table(
    ["trace", "when", "status", "spans", "time", "tokens", "cost", "service", "name"],
    traces.map((each) => [
      each.trace,
      formatAgo(each.start, now),
      each.failure ?? each.status,
      String(each.spans),
      each.end === undefined ? "" : formatDuration(each.end - each.start),
      each.calls === 0 ? "" : `${formatTokens(promptTokens(each.usage))}/${formatTokens(each.usage.output)}`,
      each.calls === 0 ? "" : costWords(each),
      each.service,
      each.name,
    ]),
  );
}
