import * as vscode from "vscode";
import type { Receiver } from "../../engine/receiver.ts";

const CLAIM = "Claim";
/** Far more than a person picks from. */
const MOST_TRACES = 1_000;

const nameOf = (service: string): string => service || "(no service name)";

/** Claims a service for this workspace; the person picks one where none is given. Returns whether one was claimed. */
export async function claimService(receiver: Receiver, given?: string): Promise<boolean> {
  const service = given ?? (await pickUnclaimed(receiver));
  if (service === undefined) return false;
  const detail =
    "Its spans belong to this workspace from now on, and what they say is kept as flightdeck.receiver.content says. What was left out before does not come back. You can withdraw this at any time.";
  const question = `Claim what ${nameOf(service)} sends?`;
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, CLAIM);
  if (answer !== CLAIM) return false;
  await receiver.claim({ service, claimed: true });
  return true;
}

async function pickUnclaimed(receiver: Receiver): Promise<string | undefined> {
  const { traces } = await receiver.list({ limit: MOST_TRACES });
  const services = [...new Set(traces.filter(({ claimed }) => !claimed).map(({ service }) => service))];
  return pick(services, "Claim a service", "No unclaimed spans have arrived.");
}

/** Withdraws the claim of a service that the person picks. Returns whether one was withdrawn. */
export async function withdrawClaim(receiver: Receiver): Promise<boolean> {
  const service = await pick(await receiver.claims(), "Withdraw a claim", "No service is claimed.");
  if (service === undefined) return false;
  await receiver.claim({ service, claimed: false });
  return true;
}

async function pick(services: readonly string[], title: string, none: string): Promise<string | undefined> {
  if (services.length === 0) {
    await vscode.window.showInformationMessage(none);
    return undefined;
  }
  const items = services.map((service) => ({ label: nameOf(service), service }));
  return (await vscode.window.showQuickPick(items, { title }))?.service;
}
