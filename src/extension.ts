import type * as vscode from "vscode";
import { startHost } from "./host/host.ts";

let close: (() => Promise<void>) | undefined;

export function activate(context: vscode.ExtensionContext): void {
  ({ close } = startHost(context, async (ports) => {
    const { createEngine } = await import("./engine.ts");
    return createEngine(ports);
  }));
}

/** Cut off after five seconds, so nothing may depend on it: what happened is recorded already. */
export async function deactivate(): Promise<void> {
  await close?.();
}
