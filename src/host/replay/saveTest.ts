import { join } from "node:path";
import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { Engine } from "../../engine.ts";

const LONGEST_NAME = 60;

/** *Save as Test*: puts a redacted copy into the project and says how CI runs it. */
export async function saveTest(engine: Engine, path: string, title: string): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: "Save as test",
    prompt: "Its name. The recording goes into .flightdeck/recordings, without secrets.",
    value: nameOf(title),
    validateInput: (value) =>
      /^\w[\w.-]{0,99}$/.test(value) ? undefined : "Use letters, digits, dots, hyphens and underscores.",
  });
  if (name === undefined) return;
  const saved = await save(engine, path, name);
  if (saved === undefined) return;
  const secrets = saved.redacted === 0 ? "" : ` ${saved.redacted} secrets were taken out.`;
  const command = `agent-flightdeck replay ${saved.path} --check`;
  const [copy, open] = ["Copy Command", "Open File"];
  const chosen = await vscode.window.showInformationMessage(
    `Saved as ${saved.path}.${secrets} CI runs it with: ${command}`,
    copy,
    open,
  );
  if (chosen === copy) await vscode.env.clipboard.writeText(command);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (chosen === open && root !== undefined)
    await vscode.window.showTextDocument(vscode.Uri.file(join(root.fsPath, saved.path)));
}

/** Asks before it replaces a test. */
async function save(
  { replay }: Engine,
  path: string,
  name: string,
): Promise<Awaited<ReturnType<Engine["replay"]["saveAsTest"]>> | undefined> {
  try {
    return await replay.saveAsTest(path, name);
  } catch (error) {
    if (!(error instanceof FlightdeckError) || !error.message.includes("already")) throw error;
    const replace = "Replace";
    const detail = "The test that is there is overwritten.";
    const chosen = await vscode.window.showWarningMessage(error.message, { modal: true, detail }, replace);
    return chosen === replace ? replay.saveAsTest(path, name, true) : undefined;
  }
}

const nameOf = (title: string): string =>
  title
    .normalize("NFKD")
    .replace(/[^\w]+/g, "-")
    .replace(/^[-_]+|-+$/g, "")
    .toLowerCase()
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, "") || "session";
