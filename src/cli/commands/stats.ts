import { localDay } from "../../core/days.ts";
import { failureLabel, type FailureKind } from "../../core/failure.ts";
import { epochMs } from "../../core/units.ts";
import { promptTokens } from "../../core/usage.ts";
import type { Engine } from "../../engine.ts";
import type { DashboardData, DashboardQuery, Figures } from "../../store/dashboardData.ts";
import { formatShare } from "../../views/dashboardCards.ts";
import { formatCount, formatDuration, formatMany } from "../../views/figures.ts";
import { formatCost } from "../../views/format.ts";
import { cacheShare } from "../../views/timeChart.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";
import { parseSince } from "../since.ts";
import { table } from "../table.ts";

export interface StatsOptions {
  /** A date or a time as ISO 8601 has it; a week ago where absent. */
  readonly since: string | undefined;
  readonly json: boolean;
}

const DAY = 86_400_000;

/** The dashboard's figures of a time up to now: own sessions, and what other programs sent. */
export async function stats(engine: Engine, { since, json }: StatsOptions, io: Io): Promise<ExitCode> {
  const now = engine.ports.clock.now();
  const from = since === undefined ? epochMs(now - 7 * DAY) : parseSince(since);
  const query: DashboardQuery = {
    range: { from, to: epochMs(Math.max(from + 1, now)) },
    before: { from: epochMs(2 * from - now), to: from },
    by: now - from <= 2 * DAY ? "hour" : "day",
  };
  const data = await engine.dashboard.figures(query);
  if (json) jsonLine(io, toJson(query, data));
  else io.out(describe(localDay(from, engine.ports.clock.zone), data));
  return 0;
}

const toJson = ({ range }: DashboardQuery, data: DashboardData): object => ({
  from: new Date(range.from).toISOString(),
  to: new Date(range.to).toISOString(),
  calls: figuresJson(data.calls),
  turns: figuresJson(data.turns),
  models: data.models.map((each) => ({
    provider: each.model.provider,
    model: each.model.id,
    metering: each.metering,
    ...figuresJson(each),
  })),
  tools: data.tools.map((each) => ({ tool: each.name, ...figuresJson(each) })),
  agents: data.agents.map((each) => ({ agent: each.name, ...figuresJson(each) })),
  services: data.services.map((each) => ({ service: each.name, ...figuresJson(each) })),
  series: data.buckets.map((time, at) => ({ time, ...figuresJson(data.series[at] ?? data.calls) })),
});

function figuresJson({ count, failed, failures, usage, cost, duration, timeToFirstToken }: Figures): object {
  const prompt = promptTokens(usage);
  return {
    count,
    failed,
    failures,
    usage,
    cacheHitRate: prompt === 0 ? undefined : usage.cacheRead / prompt,
    costNanoUsd: cost.nanoUsd,
    simulatedNanoUsd: cost.simulatedNanoUsd,
    unpriced: cost.unpriced,
    durationMs: duration,
    timeToFirstTokenMs: timeToFirstToken,
  };
}

function describe(since: string, data: DashboardData): string {
  const { calls, turns, models, tools, agents, services } = data;
  if (calls.count + turns.count === 0) return `Nothing has run since ${since}.\n`;
  return [
    `Since ${since}: ${formatCount(calls.count, "model call")} in ${formatCount(turns.count, "turn")}, ${formatCost(calls.cost)}.\n`,
    `${failureText(calls)}\n`,
    `Latency ${latencyText(calls)}. Tokens ${formatMany(promptTokens(calls.usage))} in, ${formatMany(calls.usage.output)} out; cache hit rate ${cacheShare(calls.usage)}.\n`,
    section(
      "Model",
      models.map((each) => [each.model.id, each]),
      true,
    ),
    section(
      "Tool",
      tools.map((each) => [each.name, each]),
      false,
    ),
    section(
      "Agent",
      agents.map((each) => [each.name || "(no agent)", each]),
      true,
    ),
    section(
      "Program",
      services.map((each) => [each.name || "(unnamed)", each]),
      true,
    ),
  ].join("");
}

function failureText({ count, failed, failures }: Figures): string {
  if (failed === 0) return "No model call failed.";
  const classes = (Object.entries(failures) as [FailureKind, number][])
    .filter(([failure]) => failure !== "cancelled")
    .toSorted(([, a], [, b]) => b - a)
    .map(([failure, times]) => `${failureLabel(failure)} ${times.toLocaleString("en-US")}`);
  return `Error rate ${formatShare(failed / count)}: ${classes.join(", ")}.`;
}

const latencyText = ({ duration, timeToFirstToken }: Figures): string =>
  `${durationText(duration.p50)} median, ${durationText(duration.p95)} p95; first token ${durationText(timeToFirstToken.p50)} median, ${durationText(timeToFirstToken.p95)} p95`;

const durationText = (ms: number | undefined): string => (ms === undefined ? "–" : formatDuration(ms));

/** Model calls have tokens and cost, the runs of tools have not. */
function section(
  title: string,
  lines: readonly (readonly [name: string, figures: Figures])[],
  ofCalls: boolean,
): string {
  if (lines.length === 0) return "";
  const head = [title, ofCalls ? "Calls" : "Runs", "Failed", "Median", "p95"];
  const rows = lines.map(([name, figures]) => {
    const { count, failed, duration, usage, cost } = figures;
    return [
      name,
      count.toLocaleString("en-US"),
      count === 0 ? "–" : formatShare(failed / count),
      durationText(duration.p50),
      durationText(duration.p95),
      ...(ofCalls
        ? [formatMany(promptTokens(usage)), cacheShare(usage), formatMany(usage.output), formatCost(cost)]
        : []),
    ];
  });
  return `\n${table(ofCalls ? [...head, "Input", "Cached", "Output", "Cost"] : head, rows)}`;
}
