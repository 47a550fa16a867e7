import { failureInfo } from "../core/failure.ts";
import type { RecordingKey, SessionId } from "../core/ids.ts";
import { formatUsd } from "../core/money.ts";
import type { EpochMs } from "../core/units.ts";
import { promptTokens } from "../core/usage.ts";
import type { ModelFigures } from "../store/dashboardData.ts";
import type { RunStatus, SessionRow } from "../store/rows.ts";
import { formatShare } from "./dashboardCards.ts";
import { formatDuration, formatMany } from "./figures.ts";
import { formatAgo, formatCost } from "./format.ts";

/** A model's line in the table. */
export interface ModelLine {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly cost: string;
  readonly calls: string;
  readonly failed: string;
  /** Prompt tokens, and what share of them came from the cache. */
  readonly input: string;
  readonly cached: string;
  readonly output: string;
  readonly latency: string;
  /** 0 to 1 of the dearest, for a bar. */
  readonly share: number;
}

export function modelLines(models: readonly ModelFigures[]): readonly ModelLine[] {
  const most = Math.max(1, ...models.map(({ cost }) => cost.nanoUsd + cost.simulatedNanoUsd));
  return models.map((each) => {
    const { model, metering, usage, cost, count, failed, duration } = each;
    const prompt = promptTokens(usage);
    return {
      id: `${model.provider}/${model.id}/${metering}`,
      name: model.id,
      provider: model.provider,
      cost: costText(each),
      calls: count.toLocaleString("en-US"),
      failed: count === 0 ? "–" : formatShare(failed / count),
      input: formatMany(prompt),
      cached: prompt === 0 ? "–" : formatShare(usage.cacheRead / prompt),
      output: formatMany(usage.output),
      latency: duration.p95 === undefined ? "–" : formatDuration(duration.p95),
      share: (cost.nanoUsd + cost.simulatedNanoUsd) / most,
    };
  });
}

/** Money, or why there is none. */
function costText({ metering, cost }: ModelFigures): string {
  switch (metering) {
    case "metered":
      return formatUsd(cost.nanoUsd);
    case "simulated":
      return `${formatUsd(cost.simulatedNanoUsd)} simulated`;
    case "unpriced":
      return "unpriced";
    case "not_metered":
      return "not metered";
  }
}

/** A session's line in a list. */
export interface SessionLine {
  readonly key: RecordingKey;
  /** Absent where it cannot be opened. */
  readonly id?: SessionId;
  readonly title: string;
  readonly status: RunStatus;
  /** `done`, or what failed. */
  readonly statusText: string;
  /** When it was active, agent and model. */
  readonly detail: string;
  /** The exact time. */
  readonly at: string;
  readonly cost: string;
  readonly duration: string;
}

export function sessionLine(session: SessionRow, now: EpochMs): SessionLine {
  const { key, id, title, agent, model, status, failure, updated, cost, duration, turns, unreadable } =
    session;
  const detail = [
    formatAgo(updated, now),
    agent,
    model.id,
    ...(unreadable > 0 ? [`${unreadable.toLocaleString("en-US")} unreadable lines`] : []),
  ];
  return {
    key,
    ...(id && { id }),
    title: title || "A session whose beginning is unreadable",
    status,
    statusText: failure !== undefined && status === "failed" ? failureInfo(failure).label : status,
    detail: detail.filter((part) => part !== "").join(" · "),
    at: new Date(updated).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" }),
    cost: formatCost(cost),
    duration: duration === 0 && turns > 0 ? "" : formatDuration(duration),
  };
}
