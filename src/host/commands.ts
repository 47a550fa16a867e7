import * as vscode from "vscode";
import { toFlightdeckError } from "../core/failure.ts";
import type { Log } from "../core/ports.ts";
import { commandId, type CommandName } from "./manifest.ts";

/** What each command does. An argument comes from a tree item or from another extension, so it is checked there. */
export type CommandHandlers = {
  /** `selected`: all items of a tree's selection, where `argument` is one of them. */
  readonly [Name in CommandName]: (argument?: unknown, selected?: unknown) => unknown;
};

/** Registers all commands. One that fails tells the person; a cancelled one says nothing. */
export function registerCommands(handlers: CommandHandlers, log: Log): vscode.Disposable {
  const registered = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(
      commandId(name as CommandName),
      async (argument?: unknown, selected?: unknown) => {
        try {
          return await handler(argument, selected);
        } catch (error) {
          await showError(error, log);
          return undefined;
        }
      },
    ),
  );
  return vscode.Disposable.from(...registered);
}

/** A failure as a notification: what happened and what to do. The stack goes to the log. */
export async function showError(thrown: unknown, log: Log): Promise<void> {
  const error = toFlightdeckError(thrown);
  if (error.failure === "cancelled") return;
  log.error(error.message, error);
  const details = "Show Details";
  const chosen = await vscode.window.showErrorMessage(`${error.message} ${error.advice}`, details);
  if (chosen === details) await run("showLog");
}

export const run = (name: CommandName, argument?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(commandId(name), argument);
