import * as vscode from "vscode";
import type { SpanContext } from "../../core/telemetry.ts";
import { epochMs } from "../../core/units.ts";
import type { Receiver } from "../../engine/receiver.ts";
import { formatAgo } from "../../views/format.ts";
import type { SourceHit } from "../../views/sourceSpans.ts";

interface HitItem extends vscode.QuickPickItem {
  readonly hit?: SourceHit;
}

/** Lets the person choose among the received spans that name the line of the cursor, or another line of its file. */
export async function spansOfLine(receiver: Receiver): Promise<SpanContext | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { uri } = editor.document;
  const line = editor.selection.active.line + 1;
  const relative = vscode.workspace.asRelativePath(uri, false).replaceAll("\\", "/");
  const hits = await receiver.ofSource({ path: uri.fsPath.replaceAll("\\", "/"), relative });
  const here = hits.filter((hit) => hit.line === line);
  if (hits.length === 0) {
    void vscode.window.showInformationMessage(
      `No received span names ${relative}. Instrumentations name their place in code.file.path and code.line.number. Steps of a Flightdeck session are made by no line of yours: those of an agent are behind its row in the dashboard.`,
    );
    return undefined;
  }
  const others = hits.filter((hit) => hit.line !== line);
  const picked = await vscode.window.showQuickPick<HitItem>(
    [
      ...section(`Line ${line}`, here),
      ...section(
        here.length > 0 ? "Other lines of this file" : `No span names line ${line}; other lines of this file`,
        others,
      ),
    ],
    { title: `Spans of ${relative}`, matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.hit && { traceId: picked.hit.trace, spanId: picked.hit.span };
}

function section(label: string, hits: readonly SourceHit[]): readonly HitItem[] {
  if (hits.length === 0) return [];
  const now = epochMs(Date.now());
  return [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...hits.map((hit) => ({
      label: hit.name || "(no name)",
      description: `line ${hit.line} · ${hit.words} · ${formatAgo(hit.start, now)}`,
      hit,
    })),
  ];
}
