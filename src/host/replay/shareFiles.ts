import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { basename, extname } from "node:path";
import * as vscode from "vscode";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import type { ExportFormat } from "../../engine/share/shares.ts";
import { exportText, importText, leftOutText } from "../../views/shareText.ts";
import type { ChatPages } from "../pages/chatPages.ts";

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  /** Of the name that is proposed. */
  readonly ending: string;
}

const FORMATS: readonly FormatItem[] = [
  {
    format: "recording",
    ending: "flightdeck.jsonl",
    label: "Recording",
    detail: "One file with everything, to import, replay and fork elsewhere",
  },
  { format: "markdown", ending: "md", label: "Markdown", detail: "The conversation, to read and to paste" },
  {
    format: "otlp",
    ending: "otlp.json",
    label: "OTLP JSON",
    detail: "The spans with GenAI attributes, for Jaeger, Tempo and others",
  },
];

/** Writes a session to a file that the person picks. Its secrets are taken out once more, and the report says so. */
export async function exportSession(engine: Engine, id: SessionId, title: string): Promise<void> {
  const chosen = await vscode.window.showQuickPick(FORMATS, { title: `Export “${title}” as` });
  if (chosen === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: "Export session",
    saveLabel: "Export",
    // Its last part only: VS Code would append an ending with a dot in it to a name that has it already.
    filters: { [chosen.label]: [extname(chosen.ending).slice(1) || chosen.ending] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${fileName(title)}.${chosen.ending}`) }),
  });
  if (target === undefined) return;
  const { pieces, report } = await engine.shares.export(id, chosen.format);
  await write(target, pieces);
  void tellExported(target, exportText(report));
}

/** What was taken out stands first: a long name of a file would hide it. */
async function tellExported(target: vscode.Uri, text: string): Promise<void> {
  const open = "Open File";
  const chosen = await vscode.window.showInformationMessage(
    `${text} It is in ${basename(target.fsPath)}.`,
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand("vscode.open", target);
}

const fileName = (title: string): string =>
  title
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60)
    .replace(/-$/, "") || "session";

/** Piece by piece where it is a file of this machine: a recording may be larger than memory. */
async function write(target: vscode.Uri, pieces: AsyncIterable<string>): Promise<void> {
  if (target.scheme !== "file") {
    const parts: string[] = [];
    for await (const piece of pieces) parts.push(piece);
    await vscode.workspace.fs.writeFile(target, Buffer.from(parts.join("")));
    return;
  }
  const stream = createWriteStream(target.fsPath);
  const failed = once(stream, "error").then(([error]) => Promise.reject(error as Error));
  const written = (async () => {
    for await (const piece of pieces) if (!stream.write(piece)) await once(stream, "drain");
    stream.end();
    await once(stream, "finish");
  })();
  // Whichever comes first; the other is of no interest then.
  failed.catch(() => undefined);
  await Promise.race([written, failed]);
}

/** Takes in a recording after the person has seen what it holds. */
export async function importSession(engine: Engine, chats: ChatPages): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: "Import recording",
      openLabel: "Look at It",
      filters: { "Flightdeck recording": ["jsonl"], "All files": ["*"] },
    })) ?? [];
  if (file === undefined) return;
  const detail = importText(await engine.shares.inspect(file.fsPath));
  const take = "Import";
  const question = `Import the recording ${basename(file.fsPath)}?`;
  const chosen = await vscode.window.showInformationMessage(question, { modal: true, detail }, take);
  if (chosen !== take) return;
  const { session, leftOut } = await engine.shares.import(file.fsPath);
  await chats.show({ session });
  const text = leftOutText(leftOut);
  if (text !== "") void vscode.window.showInformationMessage(text);
}
