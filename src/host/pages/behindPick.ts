import * as vscode from "vscode";
import type { Engine } from "../../engine.ts";
import type { BehindRow } from "../../store/behind.ts";
import { behindLine, behindTitle } from "../../views/behindText.ts";
import type { Behind } from "../../views/dashboardView.ts";
import type { TracePages } from "./tracePages.ts";

/** So many traces can be picked; whoever wants others narrows the time or the filter. */
const SHOWN = 200;

interface Item extends vscode.QuickPickItem {
  readonly row: BehindRow;
}

/** Lets the person pick one of the traces behind a number and opens it; where there is one, at once. */
export async function pickBehind(engine: Engine, asked: Behind, pages: TracePages): Promise<void> {
  const rows = await engine.dashboard.behind({ ...asked, limit: SHOWN });
  const [only, another] = rows;
  if (only === undefined) {
    void vscode.window.showInformationMessage(
      "No trace is behind this number any more: only the newest calls are kept one by one. Older sessions are in the Sessions view.",
    );
    return;
  }
  const row = another === undefined ? only : await pick(rows, asked, engine.ports.clock.now());
  if (row !== undefined) open(row, pages);
}

async function pick(
  rows: readonly BehindRow[],
  asked: Behind,
  now: Parameters<typeof behindLine>[2],
): Promise<BehindRow | undefined> {
  const items = rows.map((row): Item => {
    const { icon, label, description, detail } = behindLine(row, asked.kind, now);
    return { row, label: `$(${icon}) ${label}`, description, detail };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: behindTitle({ ...asked, limit: SHOWN }),
    placeHolder: rows.length === SHOWN ? `The first ${SHOWN}; pick one to open its trace` : "Open a trace",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.row;
}

function open({ session, trace, span }: BehindRow, pages: TracePages): void {
  if (session === undefined) pages.showReceived(trace, span);
  else pages.show(session, span === undefined ? undefined : { traceId: trace, spanId: span });
}
