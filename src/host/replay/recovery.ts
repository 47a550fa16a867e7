import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { toOffer, type OfferedSession } from "../../views/recoveryOffer.ts";
import type { ChatPages } from "../pages/chatPages.ts";
import type { SessionViews } from "../sessionViews.ts";

export interface RecoveryHostOptions {
  readonly engine: Engine;
  readonly views: SessionViews;
  readonly chats: ChatPages;
}

/** Sessions that were offered before, so that nobody is asked twice. */
const OFFERED = "flightdeck.offeredSessions";
const LOOKED_AT = 200;

/** Offers to go on with what a process left in the middle when it ended; once for each session. */
export async function offerRecovery(options: RecoveryHostOptions, memento: vscode.Memento): Promise<void> {
  const { engine } = options;
  const index = await engine.index();
  await index.sync();
  const { sessions } = await index.sessions({ limit: LOOKED_AT });
  const offered = memento.get<readonly string[]>(OFFERED, []);
  const open = new Set(engine.sessions.live.map(({ id }) => id));
  const found = toOffer(sessions, engine.ports.clock.now(), (id) => offered.includes(id) || open.has(id));
  if (found.length === 0) return;
  await memento.update(OFFERED, [...offered, ...found.map(({ id }) => id)].slice(-LOOKED_AT));
  const [only, ...others] = found;
  if (only === undefined) return;
  if (others.length === 0) return offerOne(options, only);
  const show = "Show Sessions";
  const text = `${found.length} sessions were interrupted: their process ended in the middle of a turn.`;
  if ((await vscode.window.showInformationMessage(text, show)) === show)
    await vscode.commands.executeCommand("flightdeck.sessions.focus");
}

async function offerOne(options: RecoveryHostOptions, { id, title }: OfferedSession): Promise<void> {
  const [goOn, show] = ["Continue", "Show"];
  const text = `“${title}” was interrupted: its process ended in the middle of a turn. No tool call is repeated by itself.`;
  const chosen = await vscode.window.showInformationMessage(text, goOn, show);
  if (chosen === goOn) await continueSession(options, id);
  if (chosen === show) await options.chats.show({ session: id });
}

/**
 * Goes on with a session from its last complete step and shows it. Calls without a result are answered as
 * interrupted; after a final answer there is nothing to go on with, and the chat waits for a message.
 */
export async function continueSession({ views, chats }: RecoveryHostOptions, id: SessionId): Promise<void> {
  const view = await views.open(id);
  const hold = views.hold(view);
  try {
    await chats.show({ session: id });
    // How the turn ends stands in the chat.
    if (view.session.canGoOn) await view.session.goOn();
  } finally {
    hold.dispose();
  }
}
