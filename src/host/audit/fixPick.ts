import { userInfo } from "node:os";
import * as vscode from "vscode";
import type { Fix } from "../../audit/fixes/fix.ts";
import type { Audited } from "../../audit/messages.ts";
import type { Finding, ItemResult } from "../../audit/result.ts";
import { FlightdeckError } from "../../core/failure.ts";
import { acceptanceOf } from "./acceptance.ts";
import type { AuditThread } from "./auditThread.ts";
import { previewFix } from "./previewFix.ts";

interface Way extends vscode.QuickPickItem {
  readonly take: () => Promise<void>;
}

export interface FixPick {
  readonly audited: Audited;
  readonly root: string;
  readonly item: ItemResult;
  readonly thread: AuditThread;
  readonly explain: () => Promise<void>;
  /** Audits again once something was changed. */
  readonly again: () => Promise<void>;
}

/** Lets the person pick what to do about an item: a fix, a declaration, or an acceptance with a reason. */
export async function pickFix(pick: FixPick): Promise<void> {
  const { audited, root, item, thread, explain, again } = pick;
  const finding = await pickFinding(item.findings);
  if (finding === undefined) return;
  const at = { file: finding.file, line: finding.line };
  const fixes = await thread.fixes(audited.folder, { root, code: item.code, at });
  const title = audited.checklist.find(({ code }) => code === item.code)?.title ?? item.code;
  const ways: readonly (Way | vscode.QuickPickItem)[] = [
    ...fixes.map((fix) => wayOf(fix, audited.folder, again)),
    { label: "otherwise", kind: vscode.QuickPickItemKind.Separator },
    {
      label: "$(comment) Accept it here, with a reason…",
      description: `${finding.file}:${finding.line}`,
      take: () => accept(audited.folder, finding),
    },
    {
      label: "$(verified) Declare it, with owner and expiry…",
      description: "for what the code cannot show",
      take: () => declare(pick),
    },
    { label: "$(book) Read what counts, and why", take: explain },
  ];
  const chosen = await vscode.window.showQuickPick(ways, {
    title,
    placeHolder:
      fixes.length > 0
        ? "You see what changes before it is made"
        : "No fix of ours fits this code; you can still",
  });
  if (chosen !== undefined && "take" in chosen) await chosen.take();
}

const wayOf = (fix: Fix, folder: string, again: FixPick["again"]): Way => ({
  label: `$(lightbulb) ${fix.title}`,
  ...(fix.note && { detail: fix.note }),
  take: () => make(fix, folder, again),
});

async function make(fix: Fix, folder: string, again: FixPick["again"]): Promise<void> {
  if (await previewFix(folder, fix)) await again();
}

async function pickFinding(findings: readonly Finding[]): Promise<Finding | undefined> {
  const [only] = findings;
  if (only === undefined)
    throw new FlightdeckError("invalid_request", "There is nothing to fix here any more.");
  if (findings.length === 1) return only;
  const places = findings.map((finding) => ({
    label: `${finding.file}:${finding.line}`,
    detail: finding.message,
    finding,
  }));
  return (await vscode.window.showQuickPick(places, { title: "Which one?", matchOnDetail: true }))?.finding;
}

async function accept(folder: string, { code, file, line }: Finding): Promise<void> {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), file);
  const editor = await vscode.window.showTextDocument(uri);
  const edit = acceptanceOf(editor.document, code, line - 1);
  await editor.insertSnippet(edit.snippet, edit.range);
}

/** So long a declaration holds, unless the person says otherwise. */
const HOLDS_DAYS = 180;

async function declare({ audited, root, item, thread, again }: FixPick): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: `Declare ${item.code}: why is it there although the code does not show it?`,
    placeHolder: "The dashboard lives in the platform team's Grafana",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "Say why, for those who read it next year." : undefined),
  });
  if (reason === undefined) return;
  const owner = await vscode.window.showInputBox({
    title: `Declare ${item.code}: who vouches for it?`,
    value: userInfo().username,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "Somebody has to answer for it." : undefined),
  });
  if (owner === undefined) return;
  const expires = await vscode.window.showInputBox({
    title: `Declare ${item.code}: until which day?`,
    value: new Date(Date.now() + HOLDS_DAYS * 86_400_000).toISOString().slice(0, 10),
    ignoreFocusOut: true,
    validateInput: (text) =>
      isComing(text) ? undefined : "A day that is still to come, such as 2027-06-30.",
  });
  if (expires === undefined) return;
  const project = root === "." ? undefined : root;
  const fix = await thread.declare(audited.folder, {
    item: item.code,
    project,
    owner: owner.trim(),
    reason: reason.trim(),
    expires: expires.trim(),
  });
  if (fix === undefined)
    throw new FlightdeckError("invalid_request", ".flightdeck/audit.yaml cannot be read.", {
      advice: "Mend it first; the Problems view says where.",
    });
  await make(fix, audited.folder, again);
}

const isComing = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text.trim()) && Date.parse(`${text.trim()}T23:59:59Z`) > Date.now();
