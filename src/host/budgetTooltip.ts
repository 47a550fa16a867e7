import * as vscode from "vscode";
import type { BudgetStatus, Spending, StoppedAll } from "../core/budget.ts";
import { failureInfo } from "../core/failure.ts";
import { formatUsd } from "../core/money.ts";
import type { Settings } from "../core/settings.ts";
import { fromUsd, type NanoUsd } from "../core/units.ts";
import type { RestingModel } from "../engine/traffic.ts";
import { commandId } from "./manifest.ts";

const LINKS = ["correctSpending", "openDashboard", "openBudgetSettings", "stopAll", "liftStop"] as const;

/** The budget meter's hover: day and month, by model, what is reserved and uncertain. */
export function budgetTooltip(
  metered: BudgetStatus,
  simulated: BudgetStatus,
  settings: Settings,
  resting: readonly RestingModel[] = [],
  stopped?: StoppedAll,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString("", true);
  text.isTrusted = { enabledCommands: LINKS.map(commandId) };
  if (stopped !== undefined) {
    const since = new Date(stopped.since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    text.appendMarkdown(`**All agents were stopped** by ${escape(stopped.by)} at ${escape(since)}: `);
    text.appendMarkdown(
      `no model is called. [$(play) Let them run again](command:${commandId("liftStop")})\n\n`,
    );
  }
  text.appendMarkdown("**Agent Flightdeck budget**\n\n");
  text.appendMarkdown("| | spent | cap | left | calls |\n|:--|--:|--:|--:|--:|\n");
  text.appendMarkdown(row("Today", metered.day, settings["budget.daily"]));
  text.appendMarkdown(row("This month", metered.month, settings["budget.monthly"]));
  for (const line of facts(metered, simulated)) text.appendMarkdown(`\n\n${line}`);
  for (const { model, failure, left } of resting) {
    const what = `${escape(model.id)} is left alone for ${Math.ceil(left / 1000)} s: ${failureInfo(failure).label}`;
    text.appendMarkdown(`\n\n$(warning) ${what}`);
  }
  if (metered.models.length > 0) {
    text.appendMarkdown("\n\n| model today | spent | calls |\n|:--|--:|--:|\n");
    for (const { model, settled, calls } of metered.models) {
      text.appendMarkdown(`| ${escape(model)} | ${formatUsd(settled)} | ${calls} |\n`);
    }
  }
  text.appendMarkdown(
    `\n\n[$(dashboard) Dashboard](command:${commandId("openDashboard")}) · [$(settings-gear) Change budget](command:${commandId("openBudgetSettings")}) · [$(stop-circle) Stop all agents](command:${commandId("stopAll")})`,
  );
  return text;
}

function row(name: string, { settled, reserved, calls }: Spending, capUsd: number | null): string {
  if (capUsd === null) return `| ${name} | ${formatUsd(settled)} | none | | ${calls} |\n`;
  const cap = fromUsd(capUsd);
  const left = Math.max(0, cap - settled - reserved) as NanoUsd;
  return `| ${name} | ${formatUsd(settled)} | ${formatUsd(cap)} | ${formatUsd(left)} | ${calls} |\n`;
}

function facts({ day, month, forecast, zone }: BudgetStatus, simulated: BudgetStatus): readonly string[] {
  return [
    ...(day.reserved > 0 ? [`${formatUsd(day.reserved)} reserved for calls that run`] : []),
    ...(month.uncertain > 0
      ? [
          `${formatUsd(month.uncertain)} uncertain: calls that were cut off · [Correct](command:${commandId("correctSpending")})`,
        ]
      : []),
    ...(forecast !== undefined && day.settled > 0
      ? [`${formatUsd(forecast)} by midnight, going on like this`]
      : []),
    ...(simulated.day.calls > 0
      ? [
          `${formatUsd(simulated.day.settled)} simulated today in ${simulated.day.calls} calls; nobody pays for it`,
        ]
      : []),
    `Resets at midnight, ${escape(zone)}`,
  ];
}

const escape = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>]/g, "\\$&");
