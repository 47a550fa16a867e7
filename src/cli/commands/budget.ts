import type { BudgetStatus, Spending } from "../../core/budget.ts";
import { formatUsd } from "../../core/money.ts";
import { fromUsd } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";

/** What was spent of which cap. */
export async function budget(
  engine: Engine,
  { json }: { readonly json: boolean },
  io: Io,
): Promise<ExitCode> {
  const metered = await engine.budget("metered");
  const simulated = await engine.budget("simulated");
  const { settings } = engine.ports;
  const caps = { day: settings.current["budget.daily"], month: settings.current["budget.monthly"] };
  if (json) {
    jsonLine(io, { ...figures(metered, caps), simulated: figures(simulated, caps) });
    return 0;
  }
  io.out(`today      ${describe(metered.day, caps.day)}\n`);
  io.out(`this month ${describe(metered.month, caps.month)}\n`);
  if (simulated.month.calls > 0)
    io.out(`simulated  ${describe(simulated.day, null)} today, nobody pays for it\n`);
  return 0;
}

type Caps = Readonly<Record<"day" | "month", number | null>>;

const nanoOrNull = (usd: number | null) => (usd === null ? null : fromUsd(usd));

function figures({ today, zone, day, month, models }: BudgetStatus, caps: Caps) {
  return {
    day: today,
    zone,
    spentNanoUsd: day.settled,
    reservedNanoUsd: day.reserved,
    uncertainNanoUsd: day.uncertain,
    capNanoUsd: nanoOrNull(caps.day),
    calls: day.calls,
    month: {
      spentNanoUsd: month.settled,
      reservedNanoUsd: month.reserved,
      uncertainNanoUsd: month.uncertain,
      capNanoUsd: nanoOrNull(caps.month),
      calls: month.calls,
    },
    models: models.map(({ model, settled, calls }) => ({ model, spentNanoUsd: settled, calls })),
  };
}

function describe({ settled, reserved, uncertain, calls }: Spending, cap: number | null): string {
  const parts = [
    `${formatUsd(settled)}${cap === null ? "" : ` of ${formatUsd(fromUsd(cap))}`}`,
    `${calls} calls`,
  ];
  if (reserved > 0) parts.push(`${formatUsd(reserved)} reserved`);
  if (uncertain > 0) parts.push(`${formatUsd(uncertain)} uncertain`);
  return parts.join(", ");
}
