import * as vscode from "vscode";
import type { BudgetStatus, StoppedAll } from "../core/budget.ts";
import { formatUsd } from "../core/money.ts";
import type { Settings } from "../core/settings.ts";
import { fromUsd } from "../core/units.ts";
import type { Engine } from "../engine.ts";
import { commandId } from "./manifest.ts";
import type { RestingModel } from "../engine/traffic.ts";
import type { LazyEngine } from "./lazyEngine.ts";
import { METER_DELAY, Refreshing } from "./refreshing.ts";
import { budgetTooltip } from "./budgetTooltip.ts";

const WARNING_SHARE = 0.75;
/** The ledger's folder is watched; this only catches a new day and file systems that cannot be watched. */
const REFRESH_MS = 30_000;

/** The budget meter: what was spent today of the cap, by this machine's ledger. */
export class BudgetMeter implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(engine: LazyEngine) {
    this.#item = vscode.window.createStatusBarItem("flightdeck.budget", vscode.StatusBarAlignment.Left, 0);
    this.#item.name = "Flightdeck Budget";
    this.#item.command = commandId("openDashboard");
    this.#item.text = "$(dashboard) Flightdeck";
    this.#item.tooltip = "Agent Flightdeck: open the dashboard";
    this.#item.show();
    this.#subscriptions.push(
      this.#item,
      engine.onLoaded((loaded) => this.#follow(loaded)),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #follow(engine: Engine): void {
    const refreshing = new Refreshing(engine.ports.clock, METER_DELAY, () => this.#refresh(engine));
    const soon = (): void => refreshing.changed();
    const timer = setInterval(soon, REFRESH_MS);
    this.#subscriptions.push(
      engine.ledgers.metered.onChange(soon),
      engine.ledgers.simulated.onChange(soon),
      engine.ports.settings.onChange(soon),
      new vscode.Disposable(() => clearInterval(timer)),
      new vscode.Disposable(() => refreshing.dispose()),
    );
    soon();
  }

  async #refresh(engine: Engine): Promise<void> {
    try {
      const [metered, simulated, stopped] = await Promise.all([
        engine.budget("metered"),
        engine.budget("simulated"),
        engine.emergencyStop.state(),
      ]);
      this.#show(metered, simulated, engine.ports.settings.current, engine.models.resting(), stopped);
    } catch (error) {
      this.#item.text = "$(warning) Flightdeck";
      this.#item.tooltip = `The budget ledger cannot be read, so no model is called: ${(error as Error).message}`;
    }
  }

  #show(
    metered: BudgetStatus,
    simulated: BudgetStatus,
    settings: Settings,
    resting: readonly RestingModel[],
    stopped: StoppedAll | undefined,
  ): void {
    const { text, share } = meterText(metered, simulated, settings["budget.daily"]);
    this.#item.text =
      stopped === undefined ? text : `$(stop-circle) Agents stopped · ${text.replace("$(dashboard) ", "")}`;
    this.#item.backgroundColor = background(stopped === undefined ? share : 1);
    this.#item.tooltip = budgetTooltip(metered, simulated, settings, resting, stopped);
  }
}

/** The meter's text, and the share of the daily cap that is spent. */
function meterText(
  metered: BudgetStatus,
  simulated: BudgetStatus,
  dailyUsd: number | null,
): { readonly text: string; readonly share: number } {
  const real = metered.day.settled + metered.day.reserved;
  const onlySimulated = real === 0 && simulated.day.settled > 0;
  const spent = (onlySimulated ? simulated : metered).day.settled;
  const suffix = onlySimulated ? " (simulated)" : "";
  if (dailyUsd === null) return { text: `$(dashboard) ${formatUsd(spent)}${suffix}`, share: 0 };
  const cap = fromUsd(dailyUsd);
  const share = onlySimulated ? 0 : cap === 0 ? 1 : real / cap;
  const percent = onlySimulated ? "" : ` · ${Math.round(share * 100)}%`;
  return { text: `$(dashboard) ${formatUsd(spent)} / ${formatUsd(cap)}${percent}${suffix}`, share };
}

function background(share: number): vscode.ThemeColor | undefined {
  if (share >= 1) return new vscode.ThemeColor("statusBarItem.errorBackground");
  return share >= WARNING_SHARE ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
}
