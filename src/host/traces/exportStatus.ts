import * as vscode from "vscode";
import type { Engine } from "../../engine.ts";
import { run } from "../commands.ts";

const SETTINGS = "Open Settings";
const LOG = "Show Log";

/** Says where spans go, how many have gone, and what keeps the others. */
export async function showExportStatus({ exporter }: Engine): Promise<void> {
  await exporter.flush();
  const { backend, sent, refused, problem } = exporter.status;
  if (backend === undefined) {
    const text = "Spans of sessions are not exported. Name a backend in flightdeck.export.endpoint.";
    if ((await vscode.window.showInformationMessage(text, SETTINGS)) === SETTINGS)
      await vscode.commands.executeCommand("workbench.action.openSettings", "flightdeck.export");
    return;
  }
  const counts = `${sent} spans were exported to ${backend.url}${refused > 0 ? `, ${refused} were refused` : ""}.`;
  if (problem === undefined) {
    await vscode.window.showInformationMessage(counts);
    return;
  }
  const text = `${counts} The last try failed: ${problem}. What was not sent waits and is tried again.`;
  if ((await vscode.window.showWarningMessage(text, LOG)) === LOG) await run("showLog");
}
