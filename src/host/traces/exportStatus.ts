import * as vscode from "vscode";
import type { Engine } from "../../engine.ts";
import { exportWords } from "../../views/exportWords.ts";
import { run } from "../commands.ts";
import { openSettings } from "../openSettings.ts";

const SETTINGS = "Open Settings";
const LOG = "Show Log";

/** Says where spans go, how many have gone, and what keeps the others. */
export async function showExportStatus({ exporter }: Engine): Promise<void> {
  await exporter.flush();
  const { backend } = exporter.status;
  if (backend === undefined) {
    const text = "Spans of sessions are not exported. Name a backend in flightdeck.export.endpoint.";
    if ((await vscode.window.showInformationMessage(text, SETTINGS)) === SETTINGS)
      await openSettings("flightdeck.export");
    return;
  }
  const text = exportWords(exporter.status, backend.url, await exporter.waiting());
  const { problem, refused } = exporter.status;
  if (problem === undefined && refused === 0) await vscode.window.showInformationMessage(text);
  else if ((await vscode.window.showWarningMessage(text, LOG)) === LOG) await run("showLog");
}
