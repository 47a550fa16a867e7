import * as vscode from "vscode";
import { groupBy } from "../../core/groupBy.ts";
import type { TraceId } from "../../core/ids.ts";
import type { Log } from "../../core/ports.ts";
import { epochMs, type EpochMs } from "../../core/units.ts";
import { promptTokens } from "../../core/usage.ts";
import { formatCount, formatDuration, formatTokens } from "../../views/figures.ts";
import { formatAgo, formatCost } from "../../views/format.ts";
import { ASSUMED_WORDS, differing } from "../../views/reportedCost.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { commandId } from "../manifest.ts";
import { traceFileDrop } from "./traceFileDrop.ts";

/** The runs of one session, newest first. */
interface SessionGroup {
  readonly session: string;
  readonly runs: readonly TraceSummary[];
}

interface More {
  readonly more: number;
}

/** What was sent by programs that nobody has claimed for this workspace. */
interface Unclaimed {
  readonly unclaimed: readonly TraceSummary[];
}

type Item = TraceSummary | SessionGroup | Unclaimed | More;

const PAGE = 200;

/** The traces that other programs sent, newest first; those of one session under it. */
export class TracesTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #engine: LazyEngine;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #tree: vscode.TreeView<Item>;
  #shown = PAGE;
  #text = "";

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(engine: LazyEngine, log: Log) {
    this.#engine = engine;
    this.#log = log;
    this.#tree = vscode.window.createTreeView<Item>("flightdeck.traces", {
      treeDataProvider: this,
      dragAndDropController: traceFileDrop,
    });
  }

  refresh(): void {
    this.#changed.fire();
  }

  showMore(): void {
    this.#shown += PAGE;
    this.refresh();
  }

  /** Shows only what a filter of `views/traceQuery.ts` fits. Empty shows all. */
  filter(text: string): void {
    this.#text = text.trim();
    this.#tree.message = this.#text === "" ? "" : `Filtered by “${this.#text}”`;
    this.#shown = PAGE;
    this.refresh();
  }

  get filtered(): string {
    return this.#text;
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if ("more" in item) return moreItem(item);
    if ("unclaimed" in item) return unclaimedItem(item);
    return "runs" in item ? groupItem(item, epochMs(Date.now())) : traceItem(item, epochMs(Date.now()));
  }

  async getChildren(parent?: Item): Promise<Item[]> {
    if (parent !== undefined) return childrenOf(parent);
    try {
      const receiver = await (await this.#engine.get()).receiver();
      const { traces, total } = await receiver.list({ text: this.#text, limit: this.#shown });
      const more = total - traces.length;
      if (total > 0) void vscode.commands.executeCommand("setContext", "flightdeck.hasTraces", true);
      const unclaimed = traces.filter(({ claimed }) => !claimed);
      return [
        ...grouped(traces.filter(({ claimed }) => claimed)),
        ...(unclaimed.length > 0 ? [{ unclaimed }] : []),
        ...(more > 0 ? [{ more }] : []),
      ];
    } catch (error) {
      this.#log.error("The traces cannot be listed", error);
      throw error;
    }
  }

  dispose(): void {
    vscode.Disposable.from(this.#changed, this.#tree).dispose();
  }
}

function childrenOf(parent: Item): Item[] {
  if ("runs" in parent) return [...parent.runs];
  return "unclaimed" in parent ? grouped(parent.unclaimed) : [];
}

/** A session with one run is that run. */
function grouped(traces: readonly TraceSummary[]): Item[] {
  const sessions = groupBy(traces, ({ session, trace }) => session ?? trace);
  return [...sessions].map(([session, runs]) => (runs.length === 1 ? runs[0] : { session, runs }));
}

/** The trace that a tree item stands for. */
export function traceIdOf(argument: unknown): TraceId | undefined {
  const trace = (argument as { readonly trace?: unknown } | undefined)?.trace;
  return typeof trace === "string" ? (trace as TraceId) : undefined;
}

const ICONS: Readonly<Record<TraceSummary["status"], readonly [icon: string, color?: string]>> = {
  running: ["loading~spin"],
  ok: ["pass", "testing.iconPassed"],
  error: ["error", "testing.iconFailed"],
};

/** A program that died leaves its spans without an end. */
const GIVEN_UP_MS = 10 * 60_000;

function iconOf({ status, start }: TraceSummary, now: EpochMs): vscode.ThemeIcon {
  if (status === "running" && now - start > GIVEN_UP_MS)
    return new vscode.ThemeIcon("debug-disconnect", new vscode.ThemeColor("editorWarning.foreground"));
  const [icon, color] = ICONS[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function traceItem(summary: TraceSummary, now: EpochMs): vscode.TreeItem {
  const { name, service, start, end, calls, claimed, failure, status } = summary;
  const item = new vscode.TreeItem(name || "(unnamed)");
  item.iconPath = iconOf(summary, now);
  item.description = [
    service,
    formatAgo(start, now),
    calls === 0 ? "" : costWords(summary),
    end === undefined ? "" : formatDuration(end - start),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  item.contextValue = claimed ? "trace" : "traceUnclaimed";
  item.tooltip = tooltip(summary);
  item.accessibilityInformation = { label: `${name}, ${failure ?? status}, ${item.description}` };
  item.command = { title: "Open", command: commandId("traces.open"), arguments: [summary] };
  return item;
}

/** `$0.14, reported $0.16`; with a word where ours is assumed. */
function costWords({ cost, reportedUsd, assumed }: TraceSummary): string {
  const reported = differing(reportedUsd, cost.nanoUsd);
  return [
    formatCost(cost) + (assumed > 0 ? " assumed" : ""),
    ...(reported === undefined ? [] : [`reported ${reported}`]),
  ].join(", ");
}

function groupItem({ session, runs }: SessionGroup, now: EpochMs): vscode.TreeItem {
  const failed = runs.filter(({ status }) => status === "error").length;
  const item = new vscode.TreeItem(session, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `session:${session}`;
  item.iconPath = new vscode.ThemeIcon(failed > 0 ? "error" : "comment-discussion");
  item.description = [
    `${runs.length} runs`,
    failed > 0 ? `${failed} failed` : "",
    runs[0] === undefined ? "" : formatAgo(runs[0].start, now),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  item.contextValue = "traceSession";
  return item;
}

function unclaimedItem({ unclaimed }: Unclaimed): vscode.TreeItem {
  const item = new vscode.TreeItem("Unclaimed", vscode.TreeItemCollapsibleState.Collapsed);
  item.id = "unclaimed";
  item.iconPath = new vscode.ThemeIcon("unverified");
  item.description = [...new Set(unclaimed.map(({ service }) => service || "(no service name)"))].join(", ");
  item.tooltip =
    "Sent by programs that were not started here. What they say is not kept until you claim their service.";
  return item;
}

function tooltip(summary: TraceSummary): string {
  const { name, service, session, agent, models, spans, calls, usage, failure, status, claimed } = summary;
  return [
    name,
    `${failure ?? status}, ${spans} spans, ${calls} model calls`,
    service && `Service: ${service}`,
    agent && `Agent: ${agent}`,
    session && `Session: ${session}`,
    models.length > 0 && `Models: ${models.join(", ")}`,
    calls > 0 && `Tokens: ${formatTokens(promptTokens(usage))} in, ${formatTokens(usage.output)} out`,
    calls > 0 && `Cost: ${costWords(summary)}`,
    summary.assumed > 0 && `${formatCount(summary.assumed, "call")} ${ASSUMED_WORDS}`,
    summary.cost.unpriced > 0 && `${summary.cost.unpriced} calls have no known price`,
    !claimed &&
      "Sent by a program that was not started here: what it said was not kept. Claim its service to keep what comes from now on.",
  ]
    .filter((line) => typeof line === "string" && line !== "")
    .join("\n");
}

function moreItem({ more }: More): vscode.TreeItem {
  const item = new vscode.TreeItem(`Show ${Math.min(more, PAGE)} more of ${more}`);
  item.command = { title: "Show More", command: commandId("traces.more") };
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  return item;
}
