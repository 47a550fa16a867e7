import type * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";

/** VS Code's log channel. Errors are written with their causes. */
export function vscodeLog(channel: vscode.LogOutputChannel): Log {
  const write =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, detail?: unknown): void =>
      detail === undefined ? channel[level](message) : channel[level](message, describe(detail));
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

function describe(detail: unknown): string {
  if (!(detail instanceof Error)) return typeof detail === "string" ? detail : JSON.stringify(detail);
  const cause = detail.cause === undefined ? "" : `\nCaused by: ${describe(detail.cause)}`;
  return `${detail.stack ?? detail.message}${cause}`;
}
