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

function read(log: Log): Settings {
  const configuration = vscode.workspace.getConfiguration(CONFIGURATION);
  const { settings, problems } = resolveSettings((name) => {
    const values = configuration.inspect(name);
    return { user: values?.globalValue, workspace: values?.workspaceFolderValue ?? values?.workspaceValue };
  });
  for (const { message } of problems) {
    log.warn(message);
    void vscode.window.showWarningMessage(`${message}. Its default is used instead.`);
  }
  return settings;
}
