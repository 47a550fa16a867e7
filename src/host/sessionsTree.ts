import { join } from "node:path";
import * as vscode from "vscode";
import { failureLabel } from "../core/failure.ts";
import type { SessionId } from "../core/ids.ts";
import type { Log } from "../core/ports.ts";
import { epochMs, type EpochMs } from "../core/units.ts";
import type { Engine } from "../engine.ts";
import type { RunStatus, SessionRow } from "../store/rows.ts";
import { formatCount, formatDuration } from "../views/figures.ts";
import { formatAgo, formatCost } from "../views/format.ts";
import { commandId } from "./manifest.ts";
import type { LazyEngine } from "./lazyEngine.ts";
import type { SessionViews } from "./sessionViews.ts";

/** At the end of the list, where there are more sessions than are shown. */
interface More {
  readonly more: number;
}

type Item = SessionRow | More;

const PAGE = 200;
const SETTLE_MS = 250;
/** A session that another process begins has a folder before it has lines, and its end rings no bell. */
const LOOK_AGAIN_MS = 2_000;

/** The workspace's sessions, newest first. */
export class SessionsTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #engine: LazyEngine;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[] = [];
  #shown = PAGE;
  #pending: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(engine: LazyEngine, views: SessionViews, log: Log) {
    this.#engine = engine;
    this.#log = log;
    const tree = vscode.window.createTreeView("flightdeck.sessions", {
      treeDataProvider: this,
      showCollapseAll: false,
      canSelectMany: true,
    });
    this.#subscriptions.push(
      this.#changed,
      tree,
      tree.onDidChangeVisibility(({ visible }) => visible && this.refresh()),
      views.onChange(() => this.#soon()),
      engine.onLoaded((loaded) => void this.#follow(loaded)),
    );
  }

  /** Reads what is new in the recordings and shows it. */
  refresh(): void {
    this.#changed.fire();
  }

  showMore(): void {
    this.#shown += PAGE;
    this.refresh();
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return "more" in item ? moreItem(item) : sessionItem(item, epochMs(Date.now()));
  }

  async getChildren(parent?: Item): Promise<Item[]> {
    if (parent !== undefined) return [];
    try {
      const index = await (await this.#engine.get()).index();
      await index.sync();
      const { sessions, total } = await index.sessions({ limit: this.#shown });
      if (sessions.some(({ status }) => status === "running")) this.#lookAgain();
      const more = total - sessions.length;
      return more > 0 ? [...sessions, { more }] : [...sessions];
    } catch (error) {
      this.#log.error("The sessions cannot be listed", error);
      throw error;
    }
  }

  dispose(): void {
    clearTimeout(this.#pending);
    clearTimeout(this.#again);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Other windows and the command line write sessions, too; whatever they do costs, and that rings. */
  async #follow(engine: Engine): Promise<void> {
    const bell = (): void => {
      this.#soon();
      this.#lookAgain();
    };
    const { metered, simulated } = engine.ledgers;
    this.#subscriptions.push(metered.onChange(bell), simulated.onChange(bell));
    try {
      const folder = await engine.storage();
      this.#subscriptions.push(engine.ports.storage.watch(join(folder, "sessions"), bell));
    } catch (error) {
      this.#log.error("The sessions of other windows are not seen", error);
    }
  }

  #lookAgain(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.refresh(), LOOK_AGAIN_MS);
  }

  #soon(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      this.refresh();
    }, SETTLE_MS);
  }
}

/** The session that a tree item or a link stands for. */
export function sessionIdOf(argument: unknown): SessionId | undefined {
  const id = (argument as { readonly id?: unknown } | undefined)?.id;
  return typeof id === "string" ? (id as SessionId) : undefined;
}

const ICONS: Readonly<Record<RunStatus, readonly [icon: string, color?: string]>> = {
  running: ["loading~spin"],
  done: ["pass", "testing.iconPassed"],
  failed: ["error", "testing.iconFailed"],
  stopped: ["circle-slash"],
  interrupted: ["debug-disconnect", "editorWarning.foreground"],
};

function sessionItem(row: SessionRow, now: EpochMs): vscode.TreeItem {
  const item = new vscode.TreeItem(row.title || "(unreadable recording)");
  const [icon, color] = ICONS[row.status];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  const interrupted = row.status === "interrupted";
  item.description = [
    ...(interrupted ? ["interrupted"] : []),
    ...(row.imported === undefined ? [] : ["imported"]),
    row.agent,
    formatAgo(row.updated, now),
    formatCost(row.cost),
    formatDuration(row.duration),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  item.contextValue = interrupted ? "sessionInterrupted" : "session";
  item.tooltip = tooltip(row);
  item.accessibilityInformation = { label: `${row.title}, ${row.status}, ${item.description}` };
  item.command = { title: "Open", command: commandId("sessions.open"), arguments: [row] };
  return item;
}

function tooltip(row: SessionRow): string {
  const lines = [
    row.title,
    `${row.status}${row.failure === undefined ? "" : `: ${failureLabel(row.failure)}`}`,
    [
      formatCount(row.turns, "turn"),
      formatCount(row.calls, "model call"),
      formatCount(row.tools, "tool call"),
    ].join(", "),
    `Model: ${row.model.id}`,
    `Last active: ${new Date(row.updated).toLocaleString()}`,
  ];
  if (row.imported !== undefined)
    lines.push(`Imported: ${new Date(row.imported).toLocaleString()}. Its text is untrusted.`);
  if (row.unreadable > 0)
    lines.push(`${formatCount(row.unreadable, "line")} of the recording cannot be read`);
  return lines.join("\n");
}

function moreItem({ more }: More): vscode.TreeItem {
  const item = new vscode.TreeItem(`Show ${Math.min(more, PAGE)} more of ${more}`);
  item.command = { title: "Show More", command: commandId("sessions.more") };
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  return item;
}
