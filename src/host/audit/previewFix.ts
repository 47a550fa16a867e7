import * as vscode from "vscode";
import type { Edit, Fix } from "../../audit/fixes/fix.ts";
import { editOf } from "./applyFix.ts";

/** Texts of files as a fix would leave them; read-only, and only while the fix is shown. */
const SCHEME = "flightdeck-fix";

/**
 * Shows what a fix changes as a diff, and makes it once the person says so.
 * @returns whether it was made; the files are saved then.
 */
export async function previewFix(folder: string, fix: Fix): Promise<boolean> {
  const edit = await editOf(folder, fix, false);
  const paths = [...new Set(fix.edits.map(({ file }) => file))];
  const texts = new Map<string, string>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? "",
  });
  const closed = new vscode.EventEmitter<void>();
  const tabs = vscode.window.tabGroups.onDidChangeTabs(
    (change) => change.closed.some((tab) => isOurs(tab, fix.title)) && closed.fire(),
  );
  try {
    for (const path of paths) texts.set(`/after/${path}`, await textAfter(folder, path, fix.edits));
    await showDiff(folder, paths, fix);
    if (!(await isWanted(fix, closed.event))) return false;
    if (!(await vscode.workspace.applyEdit(edit))) return false;
    for (const path of paths) await (await vscode.workspace.openTextDocument(fileOf(folder, path))).save();
    return true;
  } finally {
    tabs.dispose();
    const open = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(open.filter((tab) => isOurs(tab, fix.title)));
    provider.dispose();
    closed.dispose();
  }
}

const fileOf = (folder: string, path: string): vscode.Uri =>
  vscode.Uri.joinPath(vscode.Uri.file(folder), path);

const shown = (state: "after" | "none", path: string): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path: `/${state}/${path}` });

async function textAfter(folder: string, path: string, edits: readonly Edit[]): Promise<string> {
  const mine = edits.filter(({ file }) => file === path).toSorted((a, b) => b.start - a.start);
  const [first] = mine;
  if (first?.creates) return first.text;
  const document = await vscode.workspace.openTextDocument(fileOf(folder, path));
  return mine.reduce(
    (text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end),
    document.getText(),
  );
}

async function showDiff(folder: string, paths: readonly string[], { title, edits }: Fix): Promise<void> {
  const sides = paths.map((path) => {
    const isNew = edits.some(({ file, creates }) => file === path && creates);
    return [
      fileOf(folder, path),
      isNew ? shown("none", path) : fileOf(folder, path),
      shown("after", path),
    ] as const;
  });
  const [only] = sides;
  if (sides.length === 1 && only)
    await vscode.commands.executeCommand("vscode.diff", only[1], only[2], title);
  else await vscode.commands.executeCommand("vscode.changes", title, sides);
}

/** Closing the diff is an answer too. */
async function isWanted({ title, note }: Fix, closed: vscode.Event<void>): Promise<boolean> {
  const apply = "Apply";
  const asked = vscode.window.showInformationMessage(
    [`${title}?`, note].filter(Boolean).join(" "),
    apply,
    "Discard",
  );
  const left = new Promise<undefined>((resolve) => {
    closed(() => resolve(undefined));
  });
  return (await Promise.race([asked, left])) === apply;
}

/** A diff of several files says nothing of itself but its title. */
const isOurs = ({ input, label }: vscode.Tab, title: string): boolean =>
  input instanceof vscode.TabInputTextDiff
    ? input.modified.scheme === SCHEME
    : input === undefined && label === title;
