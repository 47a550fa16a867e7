import { formatUsd } from "../../core/money.ts";
import { promptTokens } from "../../core/usage.ts";
import type { Engine } from "../../engine.ts";
import type { UsageRecord } from "../../store/rows.ts";
import { jsonLine, UsageError, type ExitCode, type Io } from "../io.ts";
import { parseSince } from "../since.ts";

export interface UsageOptions {
  /** A date or a time as ISO 8601 has it. */
  readonly since: string | undefined;
  readonly json: boolean;
  readonly csv: boolean;
}

/** One usage record per billed attempt, oldest first within a session. */
export async function usage(engine: Engine, { since, json, csv }: UsageOptions, io: Io): Promise<ExitCode> {
  if (json && csv) throw new UsageError("--json and --csv exclude each other.");
  const from = since === undefined ? undefined : parseSince(since);
  const index = await engine.index();
  await index.sync();
  if (csv) io.out(`${Object.keys(FIELDS).join(",")}\n`);
  for await (const record of index.usage({ since: from })) {
    if (json) jsonLine(io, toJson(record));
    else io.out(csv ? csvLine(record) : textLine(record));
  }
  return 0;
}

type Cell = string | number | boolean | undefined;

const FIELDS: Readonly<Record<string, (record: UsageRecord) => Cell>> = {
  time: ({ time }) => new Date(time).toISOString(),
  requestId: ({ request }) => request,
  serverRequestId: ({ serverRequest }) => serverRequest,
  sessionId: ({ session }) => session,
  traceId: ({ trace }) => trace,
  agent: ({ agent }) => agent,
  provider: ({ model }) => model.provider,
  requestedModel: ({ model }) => model.id,
  answeredModel: ({ answered }) => answered,
  input: ({ usage: { input } }) => input,
  cacheRead: ({ usage: { cacheRead } }) => cacheRead,
  cacheWrite5m: ({ usage: { cacheWrite5m } }) => cacheWrite5m,
  cacheWrite1h: ({ usage: { cacheWrite1h } }) => cacheWrite1h,
  output: ({ usage: { output } }) => output,
  costNanoUsd: ({ cost }) => (cost.metering === "unpriced" ? undefined : cost.nanoUsd),
  metering: ({ cost }) => cost.metering,
  priceSource: ({ cost }) => cost.priceSource,
  priceDate: ({ cost }) => cost.priceDate,
  uncertain: ({ uncertain }) => uncertain,
  failure: ({ failure }) => failure,
  status: ({ status }) => status,
  durationMs: ({ duration }) => Math.round(duration),
};

const toJson = (record: UsageRecord) =>
  Object.fromEntries(Object.entries(FIELDS).map(([name, read]) => [name, read(record)]));

const csvLine = (record: UsageRecord): string =>
  `${Object.values(FIELDS)
    .map((read) => csvCell(read(record)))
    .join(",")}\n`;

/** Quoted where it must be; a leading sign that a spreadsheet would take for a formula is disarmed. */
function csvCell(value: Cell): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function textLine({ time, model, usage: used, cost, uncertain, failure }: UsageRecord): string {
  const tokens = `${promptTokens(used)} in, ${used.output} out`;
  const notes = [
    cost.metering === "metered" ? "" : cost.metering.replace("_", " "),
    uncertain ? "uncertain" : "",
    failure ?? "",
  ];
  const amount = cost.metering === "unpriced" ? "unpriced" : formatUsd(cost.nanoUsd);
  const when = new Date(time).toISOString().slice(0, 19).replace("T", " ");
  return `${[when, model.id, tokens, amount, ...notes].filter((part) => part !== "").join("  ")}\n`;
}
