import { resolve } from "node:path";
import type { EpochMs } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import type { SessionRow } from "../../store/rows.ts";
import { formatDuration } from "../../views/figures.ts";
import { formatAgo, formatCost } from "../../views/format.ts";
import { jsonLine, UsageError, type ExitCode, type Io } from "../io.ts";
import { table } from "../table.ts";
import { sessionsDiff } from "./diff.ts";
import { sessionsExport, sessionsImport } from "./share.ts";

const PAGE = 1_000;

interface SessionsValues {
  readonly json?: boolean | undefined;
  readonly format?: string | undefined;
  readonly output?: string | undefined;
}

/** What `sessions` does with these words. @throws UsageError */
export function sessionsVerb(
  [verb, first = "", second]: readonly string[],
  { json = false, format, output }: SessionsValues,
  io: Io,
): (engine: Engine) => Promise<ExitCode> {
  if (verb !== "export" && (format ?? output) !== undefined)
    throw new UsageError("--format and --output are for sessions export.");
  if (verb === undefined) return (engine) => sessions(engine, { json }, io);
  if (verb === "diff" && second !== undefined)
    return (engine) => sessionsDiff(engine, { left: first, right: second, json }, io);
  if (verb === "export" && second === undefined) {
    const to = output === undefined ? undefined : resolve(io.cwd, output);
    const command = { session: first, format: format ?? "recording", output: to, json };
    return (engine) => sessionsExport(engine, command, io);
  }
  if (verb === "import" && second === undefined)
    return (engine) => sessionsImport(engine, { file: resolve(io.cwd, first), json }, io);
  throw new UsageError("sessions knows: diff A B, export SESSION, import FILE.");
}

/** The workspace's sessions, those that were active last first. */
async function sessions(engine: Engine, { json }: { readonly json: boolean }, io: Io): Promise<ExitCode> {
  const index = await engine.index();
  await index.sync();
  const rows: SessionRow[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = await index.sessions({ limit: PAGE, offset });
    rows.push(...page.sessions);
    if (page.sessions.length < PAGE) break;
  }
  if (json) for (const row of rows) jsonLine(io, toJson(row));
  else io.out(describe(rows, engine.ports.clock.now()));
  return 0;
}

const toJson = (row: SessionRow) => ({
  sessionId: row.id,
  title: row.title,
  agent: row.agent,
  model: row.model.id,
  provider: row.model.provider,
  started: new Date(row.started).toISOString(),
  updated: new Date(row.updated).toISOString(),
  turns: row.turns,
  status: row.status,
  failure: row.failure,
  durationMs: row.duration,
  calls: row.calls,
  tools: row.tools,
  usage: row.usage,
  costNanoUsd: row.cost.nanoUsd,
  simulatedNanoUsd: row.cost.simulatedNanoUsd,
  unpriced: row.cost.unpriced,
  unreadableLines: row.unreadable,
});

function describe(rows: readonly SessionRow[], now: EpochMs): string {
  if (rows.length === 0)
    return "There are no sessions here yet. Start one: agent-flightdeck run --prompt TEXT\n";
  return table(
    ["session", "last active", "status", "turns", "time", "cost", "agent", "title"],
    rows.map((row) => [
      row.id ?? "(unreadable)",
      formatAgo(row.updated, now),
      row.failure ?? row.status,
      String(row.turns),
      formatDuration(row.duration),
      formatCost(row.cost),
      row.agent,
      row.title,
    ]),
  );
}
