import * as vscode from "vscode";
import { explain, toFlightdeckError } from "../core/failure.ts";
import type { Engine } from "../engine.ts";

/** Asks for a key, checks it with a call that costs nothing, and keeps it for this origin only. */
export async function setApiKey(engine: Engine): Promise<void> {
  // Taken once: the setting may change while the person types.
  const baseUrl = engine.credentials.baseUrl();
  const { origin } = new URL(baseUrl);
  const key = await vscode.window.showInputBox({
    title: `API key for ${origin}`,
    prompt: "It is kept in VS Code's secret storage and sent to this address only.",
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/.test(value.trim()) ? "A key has no spaces." : undefined),
  });
  const trimmed = key?.trim();
  if (!trimmed) return;
  const endpoint = { baseUrl, apiKey: trimmed };
  const problem = await check(engine, endpoint);
  if (problem === undefined) {
    await engine.credentials.store(endpoint);
    void vscode.window.showInformationMessage(`The key for ${origin} works and is stored.`);
    return;
  }
  const anyway = "Store It Anyway";
  if ((await vscode.window.showErrorMessage(problem, { modal: true }, anyway)) === anyway) {
    await engine.credentials.store(endpoint);
  }
}

/** What is wrong with the key, in words; undefined where it works. */
async function check(
  { credentials }: Engine,
  endpoint: { readonly baseUrl: string; readonly apiKey: string },
): Promise<string | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Checking the key with ${new URL(endpoint.baseUrl).origin}…`,
      cancellable: true,
    },
    async (_progress, cancellation) => {
      const abort = new AbortController();
      const subscription = cancellation.onCancellationRequested(() => abort.abort());
      try {
        await credentials.check(endpoint, abort.signal);
        return undefined;
      } catch (error) {
        return explain(toFlightdeckError(error));
      } finally {
        subscription.dispose();
      }
    },
  );
}

export async function removeApiKey(engine: Engine): Promise<void> {
  const { origin } = new URL(engine.credentials.baseUrl());
  const remove = "Remove";
  const question = `Remove the API key for ${origin}?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true }, remove)) !== remove) return;
  await engine.credentials.forget();
}
