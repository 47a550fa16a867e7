import * as vscode from "vscode";
import type { PriceOverride } from "../core/settingValues.ts";
import { CONFIGURATION } from "./manifest.ts";

/** Asks what a model costs and writes it into the person's settings. */
export async function enterPrice(argument: unknown): Promise<void> {
  const model = await modelOf(argument);
  if (!model) return;
  const price = await priceOf(model);
  if (price === undefined) return;
  const configuration = vscode.workspace.getConfiguration(CONFIGURATION);
  const prices = configuration.inspect<Readonly<Record<string, unknown>>>("prices")?.globalValue ?? {};
  await configuration.update("prices", { ...prices, [model]: price }, vscode.ConfigurationTarget.Global);
  void vscode.window.showInformationMessage(
    `The price of ${model} is in your settings. Send your message again.`,
  );
}

/** A notice names the model; the palette does not. */
async function modelOf(argument: unknown): Promise<string | undefined> {
  if (typeof argument === "string" && argument !== "") return argument;
  const id = await vscode.window.showInputBox({
    title: "Price of which model?",
    placeHolder: "claude-sonnet-5-5",
    ignoreFocusOut: true,
  });
  return id?.trim();
}

async function priceOf(model: string): Promise<PriceOverride | "not metered" | undefined> {
  const free = { label: "It costs nothing", description: "a server of your own, for example" };
  const paid = { label: "It is billed per token", description: "you enter USD per million tokens" };
  const kind = await vscode.window.showQuickPick([paid, free], { title: `What does ${model} cost?` });
  if (kind === free) return "not metered";
  const input = kind && (await askUsd(model, "input"));
  const output = input === undefined ? undefined : await askUsd(model, "output");
  return input === undefined || output === undefined ? undefined : { input, output };
}

async function askUsd(model: string, what: "input" | "output"): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: `${model}: USD per million ${what} tokens`,
    ignoreFocusOut: true,
    validateInput: (value) => (toUsd(value) === undefined ? "An amount from 0 on, such as 2.50" : undefined),
  });
  return text === undefined ? undefined : toUsd(text);
}

/** Undefined where it is no amount. */
function toUsd(text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return value >= 0 && Number.isFinite(value) ? value : undefined;
}
