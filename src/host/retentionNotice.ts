import * as vscode from "vscode";
import type { Removed } from "../engine/retention/retention.ts";
import { openSettings } from "./openSettings.ts";

const SETTINGS = "Open Settings";

/** Says what retention has removed, so that nothing goes unseen. */
export async function tellRemoved({ sessions, received, bytes }: Removed): Promise<void> {
  const what = [
    sessions > 0 && `${sessions} ${sessions === 1 ? "session" : "sessions"}`,
    received > 0 && `${received} ${received === 1 ? "hour" : "hours"} of received traces`,
  ].filter((each) => each !== false);
  const text = `${what.join(" and ")} (${megabytes(bytes)}) ${sessions + received === 1 ? "was" : "were"} removed from the disk, as flightdeck.retention says. ${sessions + received === 1 ? "What it cost" : "What they cost"} stays in the ledger.`;
  if ((await vscode.window.showInformationMessage(text, SETTINGS)) === SETTINGS)
    await openSettings("flightdeck.retention");
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
