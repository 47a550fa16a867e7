import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { formatAgo, formatCost } from "../../views/format.ts";

const SHOWN = 1_000;

/** Lets the person choose a session, the newest first. */
export async function pickSession(
  engine: Engine,
  title: string,
  except?: SessionId,
): Promise<SessionId | undefined> {
  const index = await engine.index();
  await index.sync();
  const { sessions } = await index.sessions({ limit: SHOWN });
  const now = engine.ports.clock.now();
  const items = sessions.flatMap(({ id, title: label, agent, updated, status, failure, cost }) =>
    id === undefined || id === except
      ? []
      : [
          {
            id,
            label,
            description: (failure ?? status).replaceAll("_", " "),
            detail: [agent, formatAgo(updated, now), formatCost(cost)].join(" · "),
          },
        ],
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    matchOnDetail: true,
    placeHolder:
      items.length === 0 ? "There is no other session in this workspace" : "Title, agent or outcome",
  });
  return chosen?.id;
}
