import * as vscode from "vscode";
import type { Session } from "../../agent/session.ts";

const CLEAR = "Clear";

/** Asks the person, then lets a session trust what it has read. Nobody else can do that, no agent and no page. */
export async function clearTaint(session: Session | undefined, taint: string | undefined): Promise<void> {
  if (session === undefined || taint === undefined) return;
  const question = "Is the untrusted text in this conversation harmless?";
  const detail = `It holds ${taint}.\n\nAfterwards your settings count again, and you can allow actions for the whole session. What the agent reads from then on is looked at anew.`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, CLEAR)) !== CLEAR) return;
  await session.clearTaint();
}
