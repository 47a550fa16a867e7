import type * as vscode from "vscode";
import type { Secrets } from "../../core/ports.ts";

/** VS Code's secret storage. */
export const vscodeSecrets = (storage: vscode.SecretStorage): Secrets => ({
  get: async (name) => storage.get(name),
  set: async (name, value) => storage.store(name, value),
  remove: async (name) => storage.delete(name),
});
