import { basename } from "node:path";
import * as vscode from "vscode";
import type { Audited } from "../../audit/messages.ts";
import type { ReportFormat } from "../../audit/report/render.ts";
import { localDay } from "../../core/days.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { Log, SettingsSource, Workers } from "../../core/ports.ts";
import { epochMs } from "../../core/units.ts";
import type { ViewId } from "../manifest.ts";
import { AuditProblems } from "./auditProblems.ts";
import { AuditThread } from "./auditThread.ts";
import { childNodes, toTreeItem, topNodes } from "./checklistNodes.ts";
import type { ChecklistView } from "./checklistView.ts";

export interface AuditHostOptions {
  readonly extensionUri: vscode.Uri;
  readonly workers: Workers;
  readonly settings: SettingsSource;
  readonly log: Log;
  readonly view: ChecklistView;
}

/** A burst of saved files is one audit. */
const SETTLE_MS = 500;

const SOURCES = /\.(?:py|pyw|[cm]?[jt]sx?|ya?ml|toml|json|tf|env)$|(?:^|[\\/])(?:Dockerfile|Procfile)/;

const VIEW: ViewId = "flightdeck.checklist";

/** The checklist audit in the editor. It reads files and runs nothing, so it works in Restricted Mode too. */
export class AuditHost implements vscode.Disposable {
  readonly #options: AuditHostOptions;
  readonly #thread: AuditThread;
  readonly #problems: AuditProblems;
  readonly #subscriptions: vscode.Disposable;
  #audited: readonly Audited[] = [];
  #running: vscode.CancellationTokenSource | undefined;
  #pending: NodeJS.Timeout | undefined;

  constructor(options: AuditHostOptions) {
    this.#options = options;
    this.#thread = new AuditThread(options.workers);
    this.#problems = new AuditProblems(options.extensionUri);
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
      options.settings.onChange(() => this.#show(this.#audited)),
    );
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#running?.cancel();
    vscode.Disposable.from(this.#subscriptions, this.#thread, this.#problems).dispose();
  }

  /** Audits all folders of the workspace and shows what was found; a new run ends the one before. */
  async run(): Promise<void> {
    const folders = localFolders();
    if (folders.length === 0)
      throw new FlightdeckError("invalid_request", "There is no folder to audit.", {
        advice: "Open the folder of an agent project, then run the audit again.",
      });
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: "Checklist audit",
      cancellable: true,
    };
    await vscode.window.withProgress(progress, async (report, token) => {
      const audited = await this.#audit(folders, token, (done, all) =>
        report.report({ message: `${done} of ${all} files` }),
      );
      if (audited !== undefined) this.#show(audited);
    });
  }

  /** Undefined where the person or a newer run has ended it. */
  async #audit(
    folders: readonly string[],
    token: vscode.CancellationToken,
    progress: (done: number, all: number) => void,
  ): Promise<readonly Audited[] | undefined> {
    this.#running?.cancel();
    const running = new vscode.CancellationTokenSource();
    this.#running = running;
    const linked = token.onCancellationRequested(() => running.cancel());
    const today = localDay(epochMs(Date.now()), Intl.DateTimeFormat().resolvedOptions().timeZone);
    try {
      const audited: Audited[] = [];
      for (const folder of folders)
        audited.push(await this.#thread.audit({ folder, today }, progress, running.token));
      return audited;
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      throw error;
    } finally {
      linked.dispose();
      if (this.#running === running) this.#running = undefined;
    }
  }

  #show(audited: readonly Audited[]): void {
    this.#audited = audited;
    this.#options.view.show(
      { children: (node) => (node ? childNodes(node) : topNodes(audited)), item: toTreeItem },
      audited.map(({ summary }) => summary).join(" "),
    );
    this.#problems.show(audited, this.#options.settings.current["audit.severity"]);
    const isThere = audited.some(({ result }) => result.projects.length > 0);
    void vscode.commands.executeCommand("setContext", "flightdeck.audited", isThere);
  }

  /** What has been audited is kept up to date, where the person wants that. */
  #saved({ uri }: vscode.TextDocument): void {
    const { settings, log } = this.#options;
    if (!settings.current["audit.onSave"] || this.#audited.length === 0 || !SOURCES.test(uri.path)) return;
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => {
      const { token } = new vscode.CancellationTokenSource();
      this.#audit(localFolders(), token, () => undefined).then(
        (audited) => audited && this.#show(audited),
        (error: unknown) => log.error("The audit after saving failed", error),
      );
    }, SETTLE_MS);
  }

  async export(): Promise<void> {
    const [audited] = this.#audited;
    if (audited === undefined)
      throw new FlightdeckError("invalid_request", "There is no checklist to export yet.", {
        advice: "Run the checklist audit first.",
      });
    const chosen = await vscode.window.showQuickPick(FORMATS, { title: "Export the checklist as" });
    if (chosen === undefined) return;
    const uri = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(audited.folder), `checklist.${chosen.extension}`),
      saveLabel: "Export",
    });
    if (uri === undefined) return;
    const text = await this.#thread.render(audited.result, chosen.format);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    const open = "Open";
    const answer = await vscode.window.showInformationMessage(
      `The checklist of ${basename(audited.folder)} was exported.`,
      open,
    );
    if (answer === open) await vscode.commands.executeCommand("vscode.open", uri);
  }
}

interface Format extends vscode.QuickPickItem {
  readonly format: ReportFormat;
  readonly extension: string;
}

const FORMATS: readonly Format[] = [
  { label: "Markdown", description: "for a pull request or a wiki", format: "markdown", extension: "md" },
  { label: "HTML", description: "one page that needs nothing else", format: "html", extension: "html" },
  { label: "JSON", description: "all that was found out", format: "json", extension: "json" },
  { label: "SARIF", description: "the failures, for code scanning", format: "sarif", extension: "sarif" },
];

/** Folders on this machine; others have no files that a program could read. */
const localFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath);
