import { relative } from "node:path";
import * as vscode from "vscode";
import { AGENT_FOLDERS } from "../core/agentFolders.ts";
import type { AgentDefinition } from "../core/agent.ts";
import { dialectOf } from "./agentFiles/agentDocuments.ts";
import { AgentProblems } from "./agentFiles/agentProblems.ts";
import type { LazyEngine } from "./lazyEngine.ts";
import { LookOrder } from "./lookOrder.ts";
import { commandId } from "./manifest.ts";
import type { McpHost } from "./mcp/mcpHost.ts";
import { isMcpNode, mcpChildren, mcpItem, type McpNode } from "./mcp/mcpNodes.ts";

/** Problems follow what is typed, once the person pauses. */
const TYPING_PAUSE_MS = 300;

type Node = AgentDefinition | McpNode;

/** The project's agents and MCP servers, and what is wrong in their files as problems. */
export class AgentsTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #engine: LazyEngine;
  readonly #mcp: McpHost;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #problems = new AgentProblems();
  readonly #subscriptions: vscode.Disposable[];

  readonly #order = new LookOrder();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(engine: LazyEngine, mcp: McpHost) {
    this.#engine = engine;
    this.#mcp = mcp;
    const watchers = AGENT_FOLDERS.map(({ folder }) =>
      vscode.workspace.createFileSystemWatcher(`**/${folder}/*.md`),
    );
    const refresh = (): void => this.#changed.fire();
    this.#subscriptions = [
      this.#changed,
      this.#problems,
      vscode.window.registerTreeDataProvider("flightdeck.agents", this),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      mcp.onChange(refresh),
      // VS Code's file watcher may miss files in a folder that another program has just made within a new folder.
      vscode.window.onDidChangeWindowState(({ focused }) => focused && refresh()),
      ...watchers.flatMap((watcher) => [
        watcher,
        watcher.onDidCreate(refresh),
        watcher.onDidChange(refresh),
        watcher.onDidDelete(refresh),
      ]),
    ];
    let typed: NodeJS.Timeout | undefined;
    const onceTyped = (document: vscode.TextDocument): void => {
      if (dialectOf(document) === undefined) return;
      clearTimeout(typed);
      typed = setTimeout(refresh, TYPING_PAUSE_MS);
    };
    this.#subscriptions.push(
      vscode.workspace.onDidOpenTextDocument(onceTyped),
      vscode.workspace.onDidChangeTextDocument(({ document }) => onceTyped(document)),
      new vscode.Disposable(() => clearTimeout(typed)),
    );
    // Problems show without anybody opening the view.
    this.#subscriptions.push(this.onDidChangeTreeData(() => void this.#read()));
  }

  /** Looks for problems now. */
  async refresh(): Promise<void> {
    await this.#read();
  }

  getTreeItem(agent: Node): vscode.TreeItem {
    if (isMcpNode(agent)) return mcpItem(agent);
    const item = new vscode.TreeItem(agent.name);
    item.description = agent.description;
    item.iconPath = new vscode.ThemeIcon("hubot");
    item.contextValue = agent.source === undefined ? "builtin" : "file";
    item.command = { title: "Chat", command: commandId("agents.chat"), arguments: [agent] };
    item.tooltip = tooltip(agent);
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return [...(await this.#read())];
    return isMcpNode(node) ? [...mcpChildren(node)] : [];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #read(): Promise<readonly Node[]> {
    const mayShow = this.#order.begin();
    const { agents, problems } = await (await this.#engine.get()).agents();
    if (mayShow()) this.#problems.show(problems);
    return [...agents, ...(await this.#mcp.nodes())];
  }
}

function tooltip({ name, description, models, tools, source }: AgentDefinition): string {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return [
    `${name}: ${description || "no description"}`,
    `Model: ${models.join(", then ") || "yours"}`,
    `Tools: ${tools?.join(", ") ?? "all"}`,
    source === undefined ? "Built in" : relative(root, source.path),
  ].join("\n");
}
