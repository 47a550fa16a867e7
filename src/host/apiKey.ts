import * as vscode from "vscode";
import { explain, toFlightdeckError } from "../core/failure.ts";
import type { Engine } from "../engine.ts";

/** Asks for a key, checks it with a call that costs nothing, and keeps it for this origin only. */
export async function setApiKey(engine: Engine): Promise<void> {
  // Taken once: the setting may change while the person types.
  const baseUrl = engine.credentials.baseUrl();
  const others = await engine.credentials.others();
  const chosen = others.length === 0 ? "another" : await reusedKey(engine, baseUrl, others);
  const endpoint = chosen === "another" ? await enteredKey(baseUrl) : chosen;
  if (endpoint !== undefined) await checkAndStore(engine, endpoint);
}

/** Asks whether a key that was entered for another address may be sent to this one too; undefined where it is neither. */
async function reusedKey(
  { credentials }: Engine,
  baseUrl: string,
  others: readonly string[],
): Promise<Endpoint | "another" | undefined> {
  const { origin } = new URL(baseUrl);
  const offers = others
    .slice(0, MOST_OFFERS)
    .map((other) => ({ other, label: `Use the Key of ${hostOf(other)}` }));
  const chosen = await vscode.window.showWarningMessage(
    `May an API key of yours be sent to ${origin}?`,
    {
      modal: true,
      detail: `You entered ${others.length === 1 ? "a key" : "keys"} for ${others.join(" and ")}, and so far only that address gets it. Whoever runs ${origin} can read what is sent there and spend with it. What you choose is remembered for ${origin}.`,
    },
    // First, because it is what Enter chooses.
    ANOTHER_KEY,
    ...offers.map(({ label }) => label),
  );
  if (chosen === ANOTHER_KEY) return "another";
  const offer = offers.find(({ label }) => label === chosen);
  return offer && credentials.reuse(offer.other, baseUrl);
}

const MOST_OFFERS = 2;
const ANOTHER_KEY = "Enter Another Key…";
const hostOf = (origin: string): string => new URL(origin).host;

async function enteredKey(baseUrl: string): Promise<Endpoint | undefined> {
  const { origin } = new URL(baseUrl);
  const key = await vscode.window.showInputBox({
    title: `API key for ${origin}`,
    prompt: "It is kept in VS Code's secret storage and sent to this address only.",
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/.test(value.trim()) ? "A key has no spaces." : undefined),
  });
  const trimmed = key?.trim();
  return trimmed ? { baseUrl, apiKey: trimmed } : undefined;
}

async function checkAndStore(engine: Engine, endpoint: Endpoint): Promise<void> {
  const { origin } = new URL(endpoint.baseUrl);
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

interface Endpoint {
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** What is wrong with the key, in words; undefined where it works. */
async function check({ credentials }: Engine, endpoint: Endpoint): Promise<string | undefined> {
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
