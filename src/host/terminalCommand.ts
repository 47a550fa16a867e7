import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import type { Log, SettingsSource } from "../core/ports.ts";
import { DEFAULT_SETTINGS } from "../core/settings.ts";
import { WINDOW_VARIABLE, windowValue } from "../core/windowVariable.ts";
import { places } from "./ports/places.ts";

/** VS Code's own program serves as Node, so that no other has to be installed. */
const SH = `#!/bin/sh
if [ ! -f "$FLIGHTDECK_CLI" ]; then
  echo "Agent Flightdeck was updated or removed: open a new terminal." >&2
  exit 1
fi
ELECTRON_RUN_AS_NODE=1 exec "$FLIGHTDECK_NODE" "$FLIGHTDECK_CLI" "$@"
`;
const CMD = `@echo off
setlocal
if not exist "%FLIGHTDECK_CLI%" (
  echo Agent Flightdeck was updated or removed: open a new terminal. 1>&2
  exit /b 1
)
set ELECTRON_RUN_AS_NODE=1
"%FLIGHTDECK_NODE%" "%FLIGHTDECK_CLI%" %*
`;

const CAPS = [
  ["budget.daily", "FLIGHTDECK_BUDGET_DAILY"],
  ["budget.monthly", "FLIGHTDECK_BUDGET_MONTHLY"],
] as const;

/** Puts `agent-flightdeck` on PATH in this window's terminals and tells it what is open. */
export class TerminalCommand implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #settings: SettingsSource;
  readonly #subscriptions: readonly { dispose(): unknown }[];

  constructor(context: vscode.ExtensionContext, settings: SettingsSource, log: Log) {
    this.#context = context;
    this.#settings = settings;
    const tell = (): void => this.#tell();
    // VS Code keeps what was told the last time, so activation need not wait for it.
    const first = setImmediate(tell);
    this.#subscriptions = [
      new vscode.Disposable(() => clearImmediate(first)),
      vscode.workspace.onDidChangeWorkspaceFolders(tell),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
      settings.onChange(tell),
    ];
    writeShims(this.#folder).catch((error: unknown) =>
      log.warn("agent-flightdeck is not available in terminals", error),
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get #folder(): string {
    return join(this.#context.globalStorageUri.fsPath, "bin");
  }

  #tell(): void {
    const { environmentVariableCollection: variables, extensionPath } = this.#context;
    const { home, workspace } = places(this.#context);
    variables.description = new vscode.MarkdownString(
      "Puts `agent-flightdeck` on the path, for the sessions of this window.",
    );
    // A shell's start-up files may set PATH anew, so it is done again after them.
    variables.prepend("PATH", `${this.#folder}${delimiter}`, {
      applyAtProcessCreation: true,
      applyAtShellIntegration: true,
    });
    variables.replace("FLIGHTDECK_NODE", process.execPath);
    variables.replace("FLIGHTDECK_CLI", join(extensionPath, "dist", "cli.js"));
    variables.replace("FLIGHTDECK_STORAGE", home);
    if (workspace === undefined) variables.delete(WINDOW_VARIABLE);
    else variables.replace(WINDOW_VARIABLE, windowValue({ workspace, trusted: vscode.workspace.isTrusted }));
    this.#tellCaps();
  }

  /** The person's own caps hold in the terminal too; the default ones may give way to the home's settings. */
  #tellCaps(): void {
    const { environmentVariableCollection: variables } = this.#context;
    for (const [name, variable] of CAPS) {
      const cap = this.#settings.current[name];
      if (cap === DEFAULT_SETTINGS[name]) variables.delete(variable);
      else variables.replace(variable, cap === null ? "none" : String(cap));
    }
  }
}

async function writeShims(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const sh = join(folder, "agent-flightdeck");
  await writeIfOther(sh, SH);
  await chmod(sh, 0o755);
  await writeIfOther(`${sh}.cmd`, CMD.replaceAll("\n", "\r\n"));
}

/** Another terminal may be running it. */
async function writeIfOther(path: string, text: string): Promise<void> {
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present !== text) await writeFile(path, text);
}
