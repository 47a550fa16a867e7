import * as vscode from "vscode";
import { failureInfo } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import { epochMs, type EpochMs } from "../../core/units.ts";
import type { Engine } from "../../engine.ts";
import type { PlaybackSource } from "../../engine/playback.ts";
import type { SessionRow } from "../../store/rows.ts";
import { formatDuration } from "../../views/figures.ts";
import { formatAgo, formatCost } from "../../views/format.ts";

interface SessionPick extends vscode.QuickPickItem {
  readonly session?: SessionId;
}

/** More would make the list slow; the newest are what one looks for. */
const MOST = 1_000;

const FILE: SessionPick = { label: "$(folder-opened) Open a recording file…", alwaysShow: true };

const ICONS: Readonly<Record<SessionRow["status"], string>> = {
  running: "sync",
  done: "pass",
  failed: "error",
  stopped: "circle-slash",
  interrupted: "debug-disconnect",
};

/** Lets the person choose a recording: by title, message, agent or failure, or a file. */
export async function pickRecording(engine: Engine): Promise<PlaybackSource | undefined> {
  const chosen = await pick(engine, "Replay session", [FILE]);
  if (chosen === FILE) return pickFile();
  return chosen?.session === undefined ? undefined : { session: chosen.session };
}

/** Lets the person choose one of the workspace's sessions. */
export async function pickSession(
  engine: Engine,
  title: string,
  except?: SessionId,
): Promise<SessionId | undefined> {
  return (await pick(engine, title, [], except))?.session;
}

async function pick(
  engine: Engine,
  title: string,
  others: readonly SessionPick[],
  except?: SessionId,
): Promise<SessionPick | undefined> {
  const index = await engine.index();
  await index.sync();
  const { sessions, total } = await index.sessions({ limit: MOST });
  const now = epochMs(Date.now());
  const items = sessions.flatMap((row) =>
    row.id === undefined || row.id === except ? [] : [pickOf(row, row.id, now, engine.clean)],
  );
  const none = `There is no ${except === undefined ? "" : "other "}session in this workspace yet`;
  if (items.length + others.length === 0) {
    void vscode.window.showInformationMessage(`${none}.`);
    return undefined;
  }
  const newest = total > MOST ? ` (the newest ${MOST} of ${total})` : "";
  return vscode.window.showQuickPick([...items, ...others], {
    title,
    placeHolder: items.length === 0 ? none : `Search titles, messages, agents and failures${newest}`,
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

function pickOf(
  row: SessionRow,
  session: SessionId,
  now: EpochMs,
  clean: (text: string) => string,
): SessionPick {
  const failure = row.failure === undefined ? [] : [`${failureInfo(row.failure).label} (${row.failure})`];
  const prompts = row.prompts.split("\n").filter((prompt) => prompt !== "" && prompt !== row.title);
  return {
    session,
    label: `$(${ICONS[row.status]}) ${clean(row.title) || "(untitled)"}`,
    description: [
      ...(row.imported === undefined ? [] : ["imported"]),
      row.agent,
      formatAgo(row.updated, now),
      formatDuration(row.duration),
      formatCost(row.cost),
    ].join(" · "),
    detail: [...failure, ...prompts.map(clean)].join(" · "),
  };
}

/** Lets the person choose a recording file. */
export async function pickFile(): Promise<PlaybackSource | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: "Replay recording file",
      openLabel: "Replay",
      filters: { "Flightdeck recording": ["jsonl"] },
      ...(folder && { defaultUri: folder }),
    })) ?? [];
  return file === undefined ? undefined : { file: file.fsPath };
}
