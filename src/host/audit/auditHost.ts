import * as vscode from "vscode";
import type { Audited } from "../../audit/messages.ts";
import type { Observation } from "../../audit/runtime/observation.ts";
import type { ReportFormat } from "../../audit/report/render.ts";
import { localDay } from "../../core/days.ts";
import { FlightdeckError } from "../../core/failure.ts";
import { isInside } from "../../core/paths.ts";
import type { Log, SettingsSource, Workers } from "../../core/ports.ts";
import { epochMs } from "../../core/units.ts";
import type {
  AuditProgress,
  ChecklistContract,
  ChecklistShown,
  ItemArgs,
  PlaceArgs,
} from "../../protocol/checklist.ts";
import type { ViewId } from "../manifest.ts";
import type { Offered } from "./auditActions.ts";
import { exportChecklist } from "./auditExport.ts";
import { AuditProblems } from "./auditProblems.ts";
import { AuditThread } from "./auditThread.ts";
import { childNodes, toTreeItem, topNodes, uriOf, type ChecklistNode } from "./checklistNodes.ts";
import { reportOf } from "./checklistReport.ts";
import type { ChecklistView } from "./checklistView.ts";
import { pickFix } from "./fixPick.ts";

export interface AuditHostOptions {
  readonly extensionUri: vscode.Uri;
  readonly workers: Workers;
  readonly settings: SettingsSource;
  readonly log: Log;
  readonly view: ChecklistView;
  /** What programs that were started here were seen doing in a folder's files. */
  readonly seenRunning: (folder: string) => Promise<readonly Observation[]>;
}

/** A burst of saved files is one audit. */
const SETTLE_MS = 500;

const SOURCES = /\.(?:py|pyw|ipynb|[cm]?[jt]sx?|ya?ml|toml|json|tf|env)$|(?:^|[\\/])(?:Dockerfile|Procfile)/;

const VIEW: ViewId = "flightdeck.checklist";

type News = ChecklistContract["news"];

/** The checklist audit in the editor. It reads files and runs nothing, so it works in Restricted Mode too. */
export class AuditHost implements vscode.Disposable {
  readonly #options: AuditHostOptions;
  readonly #thread: AuditThread;
  readonly #problems: AuditProblems;
  readonly #news = new vscode.EventEmitter<News>();
  readonly #subscriptions: vscode.Disposable;
  #audited: readonly Audited[] | undefined;
  #running: vscode.CancellationTokenSource | undefined;
  #progress: AuditProgress | undefined;
  #hasBegun = false;
  #pending: NodeJS.Timeout | undefined;

  /** What the report page has to draw anew. */
  readonly onNews = this.#news.event;

  constructor(options: AuditHostOptions) {
    this.#options = options;
    this.#thread = new AuditThread(options.workers);
    this.#problems = new AuditProblems(options.extensionUri, (uri, code, line) =>
      this.#fixesAt(uri, code, line),
    );
    this.#subscriptions = vscode.Disposable.from(
      this.#news,
      vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
      options.settings.onChange(() => this.#audited && this.#show(this.#audited)),
    );
  }

  get shown(): ChecklistShown {
    return { report: this.#audited && reportOf(this.#audited), running: this.#progress };
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#running?.cancel();
    vscode.Disposable.from(this.#subscriptions, this.#thread, this.#problems).dispose();
  }

  /** Audits all folders of the workspace and shows what was found; a new run ends the one before. */
  async run(): Promise<void> {
    mustHaveFolder();
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: "Checklist audit",
      cancellable: true,
    };
    await vscode.window.withProgress(progress, (report, token) =>
      this.#audit(token, ({ done, all }) => report.report({ message: `${done} of ${all} files` })),
    );
  }

  /** The same for the report page, which shows the progress itself. */
  async runQuietly(): Promise<void> {
    mustHaveFolder();
    await this.#audit();
  }

  /** Runs the first audit of this window, where there is something to audit. */
  begin(): void {
    if (this.#hasBegun || localFolders().length === 0) return;
    this.#audit().catch((error: unknown) => this.#options.log.error("The audit failed", error));
  }

  cancel(): void {
    this.#running?.cancel();
  }

  /** Nothing is shown where the person or a newer run has ended it. */
  async #audit(
    token?: vscode.CancellationToken,
    progress: (progress: AuditProgress) => void = () => undefined,
  ): Promise<void> {
    this.#hasBegun = true;
    this.#running?.cancel();
    const running = new vscode.CancellationTokenSource();
    this.#running = running;
    const linked = token?.onCancellationRequested(() => running.cancel());
    this.#progress = { done: 0, all: 0 };
    this.#news.fire({ type: "shown", shown: this.shown });
    try {
      const audited = await this.#auditFolders(running.token, (news) => {
        if (this.#running !== running) return;
        this.#progress = news;
        this.#news.fire({ type: "progress", ...news });
        progress(news);
      });
      if (this.#running === running) this.#show(audited);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) throw error;
    } finally {
      linked?.dispose();
      if (this.#running === running) {
        this.#running = undefined;
        this.#progress = undefined;
        this.#news.fire({ type: "shown", shown: this.shown });
      }
    }
  }

  async #auditFolders(
    token: vscode.CancellationToken,
    progress: (progress: AuditProgress) => void,
  ): Promise<readonly Audited[]> {
    const today = localDay(epochMs(Date.now()), Intl.DateTimeFormat().resolvedOptions().timeZone);
    const audited: Audited[] = [];
    const folders = localFolders();
    for (const folder of folders) {
      const observations = await this.#seenRunning(folder);
      const others = folders.filter((other) => other !== folder);
      const question = { folder, today, observations, others };
      audited.push(await this.#thread.audit(question, (done, all) => progress({ done, all }), token));
    }
    return audited;
  }

  /** The audit goes by the code alone where traces cannot be read. */
  async #seenRunning(folder: string): Promise<readonly Observation[]> {
    try {
      return await this.#options.seenRunning(folder);
    } catch (error) {
      this.#options.log.warn("The audit goes without received traces", error);
      return [];
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
    if (!settings.current["audit.onSave"] || this.#audited === undefined || !SOURCES.test(uri.path)) return;
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => {
      this.#audit().catch((error: unknown) => log.error("The audit after saving failed", error));
    }, SETTLE_MS);
  }

  async export(format?: ReportFormat): Promise<void> {
    const [audited] = this.#audited ?? [];
    if (audited === undefined)
      throw new FlightdeckError("invalid_request", "There is no checklist to export yet.", {
        advice: "Run the checklist audit first.",
      });
    await exportChecklist(audited, this.#thread, format);
  }

  /** Opens a place of an audited folder, and no other. */
  async openPlace({ folder, file, line }: PlaceArgs): Promise<void> {
    const audited = this.#audited?.find((one) => one.folder === folder);
    const uri = audited && uriOf(audited, file);
    if (uri === undefined || !isInside(folder, uri.fsPath))
      throw new FlightdeckError("invalid_request", `There is no file ${file} in the audited folders.`);
    const at = new vscode.Position(Math.max(0, line - 1), 0);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
  }

  /** The page that says what counts for an item, and why. */
  async explain(code: string): Promise<void> {
    if (!/^AR\d\d$/.test(code)) throw new FlightdeckError("invalid_request", `There is no item ${code}.`);
    const page = vscode.Uri.joinPath(this.#options.extensionUri, "docs", "checklist", `${code}.md`);
    await vscode.commands.executeCommand("markdown.showPreview", page);
  }

  /** Lets the person pick what to do about an item. */
  async fix({ folder, root, code }: ItemArgs): Promise<void> {
    const audited = this.#audited?.find((one) => one.folder === folder);
    const item = audited?.result.projects
      .find((one) => one.root === root)
      ?.items.find((one) => one.code === code);
    if (audited === undefined || item === undefined)
      throw new FlightdeckError("invalid_request", "There is nothing to fix here any more.");
    await pickFix({
      audited,
      root,
      item,
      thread: this.#thread,
      explain: () => this.explain(code),
      again: () => this.runQuietly(),
    });
  }

  /** The same for an item of the Checklist view. */
  async fixNode(node: unknown): Promise<void> {
    const { kind, audited, root, item } = (node ?? {}) as Partial<Extract<ChecklistNode, { kind: "item" }>>;
    if (kind !== "item" || audited === undefined || root === undefined || item === undefined) return;
    await this.fix({ folder: audited.folder, root, code: item.code });
  }

  /** The fixes of the finding that a problem in a file shows. */
  async #fixesAt(uri: vscode.Uri, code: string, line: number): Promise<Offered | undefined> {
    for (const { folder, result } of this.#audited ?? []) {
      for (const { root, items } of result.projects) {
        const findings = items.find((item) => item.code === code)?.findings ?? [];
        const finding = findings.find(
          (one) => one.line === line && uriOf({ folder }, one.file).toString() === uri.toString(),
        );
        if (finding === undefined) continue;
        const at = { file: finding.file, line };
        return { folder, fixes: await this.#thread.fixes(folder, { root, code: finding.code, at }) };
      }
    }
    return undefined;
  }
}

function mustHaveFolder(): void {
  if (localFolders().length === 0)
    throw new FlightdeckError("invalid_request", "There is no folder to audit.", {
      advice: "Open the folder of an agent project, then run the audit again.",
    });
}

/** Folders on this machine; others have no files that a program could read. */
const localFolders = (): readonly string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath);
