import { promptTokens } from "../core/usage.ts";
import type { DashboardData, Figures, NamedFigures } from "../store/dashboardData.ts";
import { formatShare } from "./dashboardCards.ts";
import { formatDuration, formatMany } from "./figures.ts";
import { formatCost } from "./format.ts";
import { cacheShare, type WorkKind } from "./timeChart.ts";

const BREAKDOWNS = [
  { id: "tools", label: "Tools", kind: "tool" },
  { id: "agents", label: "Agents", kind: "call" },
  { id: "services", label: "Programs", kind: "call" },
] as const;

export type BreakdownId = (typeof BREAKDOWNS)[number]["id"];

export interface BreakdownLine {
  readonly id: string;
  readonly name: string;
  readonly kind: WorkKind;
  readonly count: string;
  readonly failed: string;
  readonly hasFailed: boolean;
  readonly median: string;
  readonly p95: string;
  /** Of model calls only: tokens, cache hit rate and cost. */
  readonly input?: string;
  readonly cached?: string;
  readonly output?: string;
  readonly cost?: string;
}

/** What there is to show, in order. */
export const breakdownsOf = (
  data: Pick<DashboardData, BreakdownId>,
): readonly (typeof BREAKDOWNS)[number][] => BREAKDOWNS.filter(({ id }) => data[id].length > 0);

export function breakdownLines(
  data: Pick<DashboardData, BreakdownId>,
  id: BreakdownId,
): readonly BreakdownLine[] {
  const kind = BREAKDOWNS.find((each) => each.id === id)?.kind ?? "call";
  return data[id].map((figures) => lineOf(figures, kind));
}

const lineOf = (figures: NamedFigures, kind: "call" | "tool"): BreakdownLine => ({
  id: figures.name,
  name: figures.name || (kind === "tool" ? "(unnamed)" : "(no agent)"),
  kind,
  count: figures.count.toLocaleString("en-US"),
  failed: figures.count === 0 ? "–" : formatShare(figures.failed / figures.count),
  hasFailed: figures.failed > 0,
  median: durationText(figures.duration.p50),
  p95: durationText(figures.duration.p95),
  ...(kind === "call" && callFigures(figures)),
});

const callFigures = ({ usage, cost }: Figures) => ({
  input: formatMany(promptTokens(usage)),
  cached: cacheShare(usage),
  output: formatMany(usage.output),
  cost: formatCost(cost),
});

const durationText = (ms: number | undefined): string => (ms === undefined ? "–" : formatDuration(ms));
