import * as vscode from "vscode";
import type { SessionId } from "../core/ids.ts";
import type { Engine } from "../engine.ts";
import type { HeldElsewhereError } from "../engine/heldElsewhere.ts";
import type { SessionView } from "./sessionView.ts";
import type { SessionViews } from "./sessionViews.ts";

/** By name: the engine is a bundle of its own, so its classes are not ours. */
export const isHeldElsewhere = (error: Error): error is HeldElsewhereError =>
  error.name === "HeldElsewhereError";

/**
 * Stops a session where it runs and opens it here. Of a process of another machine nobody can know whether
 * it lives, so the person has to say so. Undefined where they do not.
 * @throws FlightdeckError where the other process does not let go.
 */
export async function takeOver(
  engine: Engine,
  views: SessionViews,
  id: SessionId,
  held: HeldElsewhereError,
): Promise<SessionView | undefined> {
  if (held.isLocal) {
    await engine.sessions.handOver.ask(id);
    return views.open(id);
  }
  const take = "It Runs No More: Take Over";
  const detail = `If process ${held.owner.pid} on ${held.owner.host} still runs, both would write the same recording and spoil it.`;
  const question = "Is the other machine or container gone?";
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, take);
  return chosen === take ? views.open(id, held.owner) : undefined;
}
