import * as vscode from "vscode";
import { FlightdeckError } from "../core/failure.ts";
import type { SessionId, TurnId } from "../core/ids.ts";
import type { Engine } from "../engine.ts";
import type { FileUndo } from "../engine/turnUndo.ts";
import type { SessionViews } from "./sessionViews.ts";
import type { VirtualTexts } from "./virtualTexts.ts";

export interface UndoTurnOptions {
  readonly engine: Engine;
  readonly views: SessionViews;
  readonly texts: VirtualTexts;
  /** The session that the person looks at. */
  readonly current: SessionId | undefined;
}

/** What another extension or the chat page may say; the newest turn with edits where no turn is named. */
interface Wanted {
  readonly session?: SessionId;
  readonly turn?: TurnId;
}

const UNDO = "Undo Edits";
const SHOW = "Show Differences";

/** Asks, then takes the edits of a turn back. What changed since is left as it is, and can be looked at. */
export async function undoTurn(options: UndoTurnOptions, argument: unknown): Promise<void> {
  const wanted = (argument ?? {}) as Wanted;
  const session = wanted.session ?? options.current;
  const edits = session && (await options.engine.undo.edits(session, wanted.turn));
  if (session === undefined || edits === undefined)
    throw new FlightdeckError("invalid_request", "There are no edits to undo in this session.", {
      advice: "Only what the agent wrote with its file tools can be undone, not what its commands did.",
    });
  const detail = `${edits.paths.join("\n")}\n\nFiles that were changed since are left as they are.`;
  const question = `Undo the agent's edits of ${edits.paths.length === 1 ? "a file" : `${edits.paths.length} files`} in this turn?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, UNDO)) !== UNDO) return;
  const view = await options.views.open(session);
  const hold = options.views.hold(view);
  try {
    const undone = await options.engine.undo.run(view.session, edits.turn);
    void tell(undone, options.texts);
  } finally {
    hold.dispose();
  }
}

async function tell(files: readonly FileUndo[], texts: VirtualTexts): Promise<void> {
  const refused = files.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) {
    vscode.window.setStatusBarMessage(
      `$(discard) ${files.length} of the agent's edited files are back`,
      5_000,
    );
    return;
  }
  const said = refused.map(({ path, why }) => `${path} was left as it is: ${why ?? ""}.`).join(" ");
  const diffs = refused.flatMap(({ path, diff }) => (diff === undefined ? [] : [{ path, ...diff }]));
  const chosen = await vscode.window.showWarningMessage(said, ...(diffs.length > 0 ? [SHOW] : []));
  if (chosen !== SHOW) return;
  for (const { path, now, before } of diffs)
    await texts.openComparison(path, { text: now, label: "now" }, { text: before, label: "before the turn" });
}
