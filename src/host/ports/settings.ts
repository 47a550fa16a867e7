import * as vscode from "vscode";
import type { Log, SettingsSource } from "../../core/ports.ts";
import { resolveSettings, type Settings } from "../../core/settings.ts";
import { CONFIGURATION } from "../manifest.ts";

/** VS Code's settings. A value that cannot be used is reported once, and its default holds. */
export function vscodeSettings(log: Log): SettingsSource & vscode.Disposable {
  const changed = new vscode.EventEmitter<Settings>();
  let current = read(log);
  const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(CONFIGURATION)) return;
    current = read(log);
    changed.fire(current);
  });
  return {
    get current() {
      return current;
    },
    onChange: (listener) => changed.event(listener),
    dispose: () => vscode.Disposable.from(subscription, changed).dispose(),
  };
}

/** VS Code looks through all languages for each setting that it is asked for, so it is asked once for all. */
function read(log: Log): Settings {
  const values = vscode.workspace.getConfiguration().inspect(CONFIGURATION);
  const { settings, problems } = resolveSettings((name) => ({
    user: valueAt(values?.globalValue, name),
    workspace: valueAt(values?.workspaceFolderValue, name) ?? valueAt(values?.workspaceValue, name),
  }));
  for (const { message } of problems) {
    log.warn(message);
    void vscode.window.showWarningMessage(`${message}. Its default is used instead.`);
  }
  return settings;
}

/** What stands under a dotted name in a tree of settings. */
function valueAt(tree: unknown, name: string): unknown {
  return name
    .split(".")
    .reduce<unknown>(
      (part, key) =>
        typeof part === "object" && part !== null && Object.hasOwn(part, key)
          ? (part as Readonly<Record<string, unknown>>)[key]
          : undefined,
      tree,
    );
}
