import * as vscode from "vscode";
import { CONFIGURATION } from "../manifest.ts";
import { run } from "../commands.ts";
import type { TakenVariable } from "./takenVariable.ts";

const FORWARD = "Receive and Forward";
const HOW = "Show How";

/**
 * Says that the person's programs send their spans elsewhere, and offers to receive them here and send them on.
 * Returns whether that was chosen.
 */
export async function offerForwarding({ name, value, inherited }: TakenVariable): Promise<boolean> {
  const text = `${name} is set to ${value}, so your programs send their spans there and they are not shown here.`;
  const more = inherited
    ? " Flightdeck can receive them in new terminals of this workspace and send them on to that address, without what was said unless flightdeck.export.content is on."
    : "";
  const offers = inherited ? [FORWARD, HOW] : [HOW];
  const answer = await vscode.window.showInformationMessage(text + more, ...offers);
  if (answer === HOW) await run("connectAgent");
  if (answer !== FORWARD) return false;
  const settings = vscode.workspace.getConfiguration(CONFIGURATION);
  await settings.update("export.received", true, vscode.ConfigurationTarget.Global);
  return true;
}
