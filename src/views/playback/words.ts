import { formatUsd } from "../../core/money.ts";
import { fromUsd, nanoUsd } from "../../core/units.ts";
import type { SessionStatus } from "../sessionStatus.ts";
import type { BudgetState } from "./budgetFold.ts";

/**
 * A place on the time line: `00:07`, `1:02:09`; `3.4 s` and `340 ms` where all of it is as short.
 * @param whole how long the time line is, in milliseconds, so that its places are written alike.
 */
export function formatClock(ms: number, whole: number): string {
  if (whole < 1_000) return `${Math.round(ms)} ms`;
  if (whole < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  const rest = `${pad(minutes % 60)}:${pad(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** What a recording knows of the budget, in a few words and a sentence; undefined where nothing was capped. */
export function budgetText(
  { session, turn, daily, reserved }: BudgetState,
  { sessionCost, turnCost }: Pick<SessionStatus, "sessionCost" | "turnCost">,
): { readonly text: string; readonly detail: string } | undefined {
  const [cap, cost, what] =
    turn !== undefined
      ? [turn, turnCost, "a turn"]
      : session !== undefined
        ? [session, sessionCost, "a session"]
        : [daily, sessionCost, "a day"];
  if (cap === undefined) return undefined;
  const spent = nanoUsd(cost.nanoUsd + cost.simulatedNanoUsd);
  const aside = reserved > 0 ? ` + ${formatUsd(reserved)} set aside` : "";
  const others = what === "a day" ? " What other sessions had spent that day is not in this recording." : "";
  return {
    text: `${formatUsd(spent)}${aside} of ${formatUsd(fromUsd(cap))} ${what}`,
    detail: `The cap is the one with which the session began.${others}`,
  };
}
