import * as vscode from "vscode";
import { isAbsolute } from "node:path";
import { FlightdeckError } from "../../core/failure.ts";
import type { Span } from "../../core/telemetry.ts";
import { sourceOf } from "../../views/sourceSpans.ts";

/**
 * Opens the line that a span names. What a span says is not trusted: a file of the workspace opens at once, any other
 * only when the person says so.
 */
export async function openSource(span: Pick<Span, "attributes">): Promise<void> {
  const place = sourceOf(span);
  if (place === undefined)
    throw new FlightdeckError("invalid_request", "This span does not say where it was made.", {
      advice: "Instrumentations name the place in code.file.path and code.line.number.",
    });
  const uri = await find(place.path);
  if (uri === undefined)
    throw new FlightdeckError("invalid_request", `There is no file ${place.path} here.`, {
      advice: "Open the folder that the program was run from.",
    });
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined && !(await agreed(uri))) return;
  const at = new vscode.Position((place.line ?? 1) - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}

/** As it is written, or the longest end of the path that some folder of the workspace has. */
async function find(path: string): Promise<vscode.Uri | undefined> {
  const plain = path.replace(/^file:\/\//, "").replaceAll("\\", "/");
  const written = isAbsolute(path) ? vscode.Uri.file(path) : undefined;
  if (written !== undefined && (await isFile(written))) return written;
  const steps = plain.split("/").filter((step) => step !== "" && step !== ".");
  // A path that leaves its folder is nobody's.
  if (steps.includes("..")) return undefined;
  for (let from = 0; from < steps.length; from++)
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const inside = vscode.Uri.joinPath(uri, ...steps.slice(from));
      if (await isFile(inside)) return inside;
    }
  return undefined;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}

async function agreed(uri: vscode.Uri): Promise<boolean> {
  const open = "Open";
  const detail = "The path comes from the trace, and the file is not part of this workspace.";
  const chosen = await vscode.window.showWarningMessage(`Open ${uri.fsPath}?`, { modal: true, detail }, open);
  return chosen === open;
}
