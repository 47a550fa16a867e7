import { localDay } from "../../../src/core/days.ts";
import type { FailureClass } from "../../../src/core/failure.ts";
import type { RecordingKey, SessionId } from "../../../src/core/ids.ts";
import type { ModelRef } from "../../../src/core/lines.ts";
import type { Random } from "../../../src/core/ports.ts";
import { epochMs, ms, nanoUsd, type EpochMs } from "../../../src/core/units.ts";
import { NO_USAGE, type Metering } from "../../../src/core/usage.ts";
import { emptySums, type CellSums } from "../../../src/store/cells.ts";
import type { DashboardData, Figures } from "../../../src/store/dashboardData.ts";
import { FiguresSum } from "../../../src/store/figures.ts";
import { countDuration } from "../../../src/store/histogram.ts";
import type { SessionRow } from "../../../src/store/rows.ts";
import { rangeOf, type RangeId } from "../../../src/views/dashboardRange.ts";
import { seededRandom } from "../../support/seededRandom.ts";

/** A model as a fixture uses it. */
export interface UsedModel {
  readonly model: ModelRef;
  readonly metering: Metering;
  /** Calls of a usual day. */
  readonly calls: number;
  /** USD of a call. */
  readonly price: number;
  readonly failing: number;
}

export interface FixtureOptions {
  readonly now: EpochMs;
  readonly range: RangeId;
  readonly models: readonly UsedModel[];
  readonly sessions: readonly SessionRow[];
  /** Of calls that fail. */
  readonly failure?: FailureClass;
  /** Programs that sent something besides. */
  readonly received?: readonly string[];
}

const TOOLS = ["read_file", "search_text", "run_command"];
const AGENTS = ["support-agent", "reviewer"];
const TOOL: UsedModel = {
  model: { provider: "anthropic", id: "" },
  metering: "metered",
  calls: 80,
  price: 0,
  failing: 0.04,
};

const ZONE = "UTC";

/** The index's answer, made up: all figures fit each other, because they are summed by the same code. */
export function dashboardData({
  now,
  range,
  models,
  sessions,
  failure = "rate_limit",
  received = [],
}: FixtureOptions): DashboardData {
  const random = seededRandom(7);
  const buckets = bucketsOf(now, range);
  const cells = models.map((used) => buckets.map(({ weight }) => cellOf(used, weight, random, failure)));
  const meterings = models.map(({ metering }) => metering);
  const calls = total(
    cells.flat(),
    meterings.flatMap((metering) => buckets.map(() => metering)),
  );
  const toolCells =
    calls.count === 0
      ? buckets.map(() => emptySums())
      : buckets.map(({ weight }) => cellOf(TOOL, weight, seededRandom(9), "tool_error"));
  const turns = new FiguresSum();
  turns.add({ ...emptySums(), count: Math.ceil(calls.count / 7) }, "");
  return {
    buckets: buckets.map(({ label }) => label),
    series: buckets.map((_, at) =>
      total(
        cells.flatMap((row) => row[at] ?? []),
        meterings,
      ),
    ),
    calls,
    callsBefore: {
      ...calls,
      count: Math.round(calls.count * 0.83),
      failed: Math.round(calls.failed * 1.4),
      cost: { ...calls.cost, nanoUsd: nanoUsd(Math.round(calls.cost.nanoUsd * 0.72)) },
      duration: { p95: ms((calls.duration.p95 ?? 0) * 1.12) },
    },
    turns: turns.figures,
    turnsBefore: turns.figures,
    models: models
      .map(({ model, metering }, at) => ({
        ...total(
          cells[at] ?? [],
          buckets.map(() => metering),
        ),
        model,
        metering,
        nanoUsd: (cells[at] ?? []).map((cell) => cell.nanoUsd),
      }))
      .toSorted(
        (a, b) => b.cost.nanoUsd - a.cost.nanoUsd || b.cost.simulatedNanoUsd - a.cost.simulatedNanoUsd,
      ),
    toolSeries: toolCells.map((cell) => total([cell], ["metered"])),
    turnSeries: buckets.map(() => total([], [])),
    bounds: buckets.map(({ label }) => ({
      from: epochMs(Date.parse(`${label.length > 10 ? label : `${label}T00:00`}Z`)),
      to: epochMs(
        Date.parse(`${label.length > 10 ? label : `${label}T00:00`}Z`) + (range === "today" ? 1 : 24) * HOUR,
      ),
    })),
    tools:
      calls.count === 0
        ? []
        : TOOLS.map((name, at) => ({ ...total(toolCells, []), name, count: 400 - 90 * at })),
    agents: calls.count === 0 ? [] : AGENTS.map((name) => ({ ...calls, name })),
    services: received.map((name) => ({ ...calls, name })),
    choices: { services: received, agents: AGENTS, models: models.map(({ model }) => model) },
    newest: sessions,
    dearest: sessions.toSorted((a, b) => b.cost.nanoUsd - a.cost.nanoUsd),
    longest: sessions.toSorted((a, b) => b.duration - a.duration),
  };
}

function total(cells: readonly CellSums[], meterings: readonly Metering[]): Figures {
  const sum = new FiguresSum();
  cells.forEach((cell, at) => sum.add(cell, meterings[at] ?? "metered"));
  return sum.figures;
}

const HOUR = 3_600_000;

/** Work is done on weekdays from 8 to 18, and nothing has been done yet after now. */
function bucketsOf(
  now: EpochMs,
  range: RangeId,
): readonly { readonly label: string; readonly weight: number }[] {
  const today = localDay(now, ZONE);
  if (range === "today") {
    const hourNow = new Date(now).getUTCHours();
    return Array.from({ length: 24 }, (_, hour) => ({
      label: `${today}T${String(hour).padStart(2, "0")}:00`,
      weight: hour <= hourNow && hour >= 8 && hour <= 18 ? 0.1 : 0,
    }));
  }
  const { days } = rangeOf(range);
  return Array.from({ length: days }, (_, at) => {
    const date = new Date(now - (days - 1 - at) * 24 * HOUR);
    const isWeekend = [0, 6].includes(date.getUTCDay());
    return { label: date.toISOString().slice(0, 10), weight: isWeekend ? 0.08 : at === days - 1 ? 0.6 : 1 };
  });
}

function cellOf(used: UsedModel, weight: number, random: Random, failure: FailureClass): CellSums {
  const count = Math.round(used.calls * weight * (0.5 + random.next()));
  const failed = Math.round(count * used.failing);
  const cell = emptySums();
  Object.assign(cell, { count, ...NO_USAGE });
  if (failed > 0) cell.failures[failure] = failed;
  if (failed > 1 && failure === "rate_limit")
    Object.assign(cell.failures, { rate_limit: Math.ceil(failed / 2), overloaded: Math.floor(failed / 2) });
  cell.input = count * 620;
  cell.cacheRead = count * 18_400;
  cell.cacheWrite5m = count * 1_100;
  cell.output = count * 540;
  cell.nanoUsd = Math.round(count * used.price * 1e9 * (0.8 + 0.4 * random.next()));
  // A sample of the calls is enough for percentiles.
  for (let i = 0; i < Math.min(count - failed, 40); i++) {
    const duration = 700 + random.next() ** 3 * 6_000;
    countDuration(cell.duration, duration);
    countDuration(cell.ttft, duration * 0.3);
  }
  return cell;
}

let sessions = 0;

export function sessionRow(
  title: string,
  minutesAgo: number,
  now: EpochMs,
  more: Partial<SessionRow> = {},
): SessionRow {
  const number = ++sessions;
  const updated = epochMs(now - minutesAgo * 60_000);
  return {
    key: `20261122-101530-${String(number).padStart(8, "0")}` as RecordingKey,
    id: `01session${number}` as SessionId,
    title,
    agent: "support-agent",
    model: { provider: "anthropic", id: "claude-sonnet-5-5" },
    started: epochMs(updated - 600_000),
    updated,
    turns: 3,
    status: "done",
    duration: ms(48_000 + number * 9_000),
    unreadable: 0,
    prompts: `${title}\n`,
    calls: 14,
    tools: 22,
    usage: NO_USAGE,
    cost: {
      nanoUsd: nanoUsd(Math.round(0.04e9 * (1 + ((number * 7) % 5)))),
      simulatedNanoUsd: nanoUsd(0),
      unpriced: 0,
    },
    ...more,
  };
}
