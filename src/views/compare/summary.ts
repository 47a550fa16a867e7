import { failureLabel } from "../../core/failure.ts";
import { formatUsd } from "../../core/money.ts";
import { nanoUsd } from "../../core/units.ts";
import { promptTokens } from "../../core/usage.ts";
import { formatCount, formatDuration, formatTokens } from "../figures.ts";
import type { Totals } from "./compare.ts";
import type { Outcome } from "./comparedSteps.ts";

/** Times that differ by less say nothing: the same run is never twice as fast as itself. */
const TELLING_TIME = 0.1;

/** What B did otherwise than A: `3 steps fewer, $0.004 cheaper, succeeded where A failed (rate limited)`. */
export function summaryOf(left: Totals, right: Totals): string {
  const parts = [
    stepsText(right.steps - left.steps),
    tokensText(tokensOf(right) - tokensOf(left)),
    costText(left, right),
    timeText(left.duration, right.duration),
    left.outcome === right.outcome
      ? `${outcomeText(right.outcome)} as before`
      : `${outcomeText(right.outcome)} where A ${pastText(left.outcome)}`,
  ].filter((part) => part !== "");
  const text = parts.join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function stepsText(difference: number): string {
  if (difference === 0) return "as many steps";
  return `${formatCount(Math.abs(difference), "step")} ${difference < 0 ? "fewer" : "more"}`;
}

const tokensOf = ({ usage }: Totals): number => promptTokens(usage) + usage.output;

const tokensText = (difference: number): string =>
  difference === 0 ? "" : `${formatTokens(Math.abs(difference))} tokens ${difference < 0 ? "fewer" : "more"}`;

function costText({ cost: left }: Totals, { cost: right }: Totals): string {
  if (left.unpriced + right.unpriced > 0) return "cost unknown";
  const metered = right.nanoUsd - left.nanoUsd;
  if (metered !== 0) return priceText(metered, "");
  const simulated = right.simulatedNanoUsd - left.simulatedNanoUsd;
  return simulated === 0 ? "" : priceText(simulated, " (simulated)");
}

const priceText = (difference: number, note: string): string =>
  `${formatUsd(nanoUsd(Math.abs(difference)))} ${difference < 0 ? "cheaper" : "dearer"}${note}`;

function timeText(left: number, right: number): string {
  const difference = right - left;
  if (Math.abs(difference) <= TELLING_TIME * Math.max(left, right)) return "";
  return `${formatDuration(Math.abs(difference))} ${difference < 0 ? "faster" : "slower"}`;
}

/** `succeeded`, `failed (rate limited)`, `stopped`. */
export function outcomeText(outcome: Outcome): string {
  if (outcome === "done") return "succeeded";
  if (outcome === "stopped" || outcome === "interrupted" || outcome === "running") return outcome;
  return `failed (${failureLabel(outcome)})`;
}

/** Behind a name. */
function pastText(outcome: Outcome): string {
  if (outcome === "running") return "is still running";
  const text = outcomeText(outcome);
  return outcome === "stopped" || outcome === "interrupted" ? `was ${text}` : text;
}
