import * as vscode from "vscode";
import type { UncertainSpending } from "../core/budget.ts";
import { formatUsd } from "../core/money.ts";
import { fromUsd, NANO_PER_USD, type NanoUsd } from "../core/units.ts";
import type { Engine } from "../engine.ts";

/** Lets the person say what calls really cost whose bill is not known for sure. */
export async function correctSpending(engine: Engine): Promise<void> {
  const uncertain = await engine.ledgers.metered.uncertain();
  if (uncertain.length === 0) {
    void vscode.window.showInformationMessage("No spending of this month is uncertain.");
    return;
  }
  const items = uncertain.map((spending) => ({
    label: spending.model,
    description: `${formatUsd(spending.amount)} on ${spending.day}`,
    spending,
  }));
  const title = "Uncertain spending: calls that were cut off, booked at the most they can have cost";
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: "Which do you know better?",
  });
  if (chosen === undefined) return;
  await correct(engine, chosen.spending);
}

async function correct(engine: Engine, spending: UncertainSpending): Promise<void> {
  const { model, day, amount } = spending;
  const actual = await askAmount(`What ${model} really cost on ${day}, of what is uncertain`, amount);
  if (actual === undefined) return;
  const reason = await vscode.window.showInputBox({
    title: "How do you know?",
    value: "the provider's bill",
    ignoreFocusOut: true,
  });
  if (reason === undefined) return;
  await engine.ledgers.metered.correct({ ...spending, actual, reason: reason.trim() || "no reason given" });
  void vscode.window.showInformationMessage(
    `Booked ${formatUsd(actual)} instead of ${formatUsd(amount)} for ${model} on ${day}.`,
  );
}

async function askAmount(title: string, most: NanoUsd): Promise<NanoUsd | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: "In USD",
    value: String(most / NANO_PER_USD),
    ignoreFocusOut: true,
    validateInput: (value) =>
      Number(value) >= 0 && value.trim() !== "" ? undefined : "An amount from 0 on, such as 0.012",
  });
  return text === undefined ? undefined : fromUsd(Number(text));
}
