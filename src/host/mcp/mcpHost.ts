import * as vscode from "vscode";
import type { McpServerView, McpView } from "../../core/mcp.ts";
import type { Log } from "../../core/ports.ts";
import type { Engine } from "../../engine.ts";
import type { CommandHandlers } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { LookOrder } from "../lookOrder.ts";
import type { CommandName, ViewId } from "../manifest.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import { isMcpNode, type McpNode } from "./mcpNodes.ts";
import { McpProblems } from "./mcpProblems.ts";
import { askChanges, askConsent, openConfig } from "./mcpQuestions.ts";

/** Servers change state several times in a moment; the view need not follow each. */
const PAUSE_MS = 50;

type McpServers = Engine["mcp"];
type McpCommand = Extract<CommandName, `mcp.${string}`>;

export interface McpHostOptions {
  readonly engine: LazyEngine;
  readonly texts: VirtualTexts;
  readonly memento: vscode.Memento;
  readonly log: Log;
}

/** MCP servers in VS Code: their part of the agents view, their problems, and what the person is asked. */
export class McpHost implements vscode.Disposable {
  readonly #options: McpHostOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #problems = new McpProblems();
  readonly #order = new LookOrder();
  readonly #subscriptions: vscode.Disposable[];
  #pause: NodeJS.Timeout | undefined;

  /** Fires when what `nodes` gives may have changed. */
  readonly onChange = this.#changed.event;

  constructor(options: McpHostOptions) {
    this.#options = options;
    const watcher = vscode.workspace.createFileSystemWatcher("**/{.mcp.json,.vscode/mcp.json}");
    const changed = (): void => this.#changed.fire();
    this.#subscriptions = [
      this.#changed,
      this.#problems,
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
      vscode.workspace.onDidGrantWorkspaceTrust(changed),
      options.engine.onLoaded(({ mcp }) => {
        const following = mcp.onChange(() => this.#changedSoon());
        this.#subscriptions.push(new vscode.Disposable(() => following.dispose()));
      }),
      new vscode.Disposable(() => clearTimeout(this.#pause)),
    ];
  }

  /** What the agents view shows; nothing where no file names a server. Problems follow. */
  async nodes(): Promise<readonly McpNode[]> {
    const mayShow = this.#order.begin();
    const view = await (await this.#servers()).view();
    if (mayShow()) this.#problems.show(view.problems);
    void this.#invite(view);
    return view.servers.length === 0 ? [] : [{ kind: "servers", servers: view.servers }];
  }

  get commands(): Pick<CommandHandlers, McpCommand> {
    const withServer =
      (action: (servers: McpServers, view: McpServerView) => unknown) =>
      async (node: unknown): Promise<void> => {
        const servers = await this.#servers();
        const view = await pick(servers, node);
        if (view !== undefined) await action(servers, view);
      };
    const { texts } = this.#options;
    return {
      "mcp.allow": withServer(askConsent),
      "mcp.start": withServer((servers, { config }) => servers.start(config.id)),
      "mcp.restart": withServer((servers, { config }) => servers.restart(config.id)),
      "mcp.stop": withServer((servers, { config }) => servers.stop(config.id)),
      "mcp.forget": withServer((servers, { config }) => servers.forget(config)),
      "mcp.review": withServer((servers, view) => askChanges(servers, texts, view)),
      "mcp.openFile": withServer((_servers, view) => openConfig(view)),
      "mcp.showOutput": withServer((_servers, { config, stderr }) =>
        texts.open(stderr || "It wrote nothing.", `${config.name} output.log`),
      ),
    };
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #servers(): Promise<McpServers> {
    return (await this.#options.engine.get()).mcp;
  }

  #changedSoon(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#changed.fire(), PAUSE_MS);
  }

  /** Says once, for each server as it is, that it waits for the person. */
  async #invite({ servers }: McpView): Promise<void> {
    const { memento, log } = this.#options;
    const waiting = servers.filter(({ state }) => state.state === "needs_consent");
    const told = new Set(memento.get<readonly string[]>(TOLD, []));
    const news = waiting.filter((view) => !told.has(tellKey(view)));
    if (news.length === 0) return;
    await memento.update(TOLD, waiting.map(tellKey));
    const names = news.map(({ config }) => config.name).join(", ");
    const review = "Review…";
    const chosen = await vscode.window.showInformationMessage(
      `This project names MCP servers that wait for your consent: ${names}. None starts before you have looked at it.`,
      review,
    );
    if (chosen !== review) return;
    try {
      await vscode.commands.executeCommand(`${AGENTS_VIEW}.focus`);
      for (const view of news) await askConsent(await this.#servers(), view);
    } catch (error) {
      log.error("The MCP servers could not be reviewed", error);
    }
  }
}

const TOLD = "mcp.told";
const AGENTS_VIEW: ViewId = "flightdeck.agents";

const tellKey = ({ config, fingerprint = "" }: McpServerView): string => `${config.id} ${fingerprint}`;

/** The server of a tree item, or from the palette the one that the person picks; undefined where they pick none. */
async function pick(servers: McpServers, node: unknown): Promise<McpServerView | undefined> {
  const { servers: views } = await servers.view();
  if (typeof node === "object" && node !== null && isMcpNode(node) && node.kind === "server") {
    const { id } = node.view.config;
    return views.find(({ config }) => config.id === id);
  }
  const items = views.map((view) => ({ label: view.config.name, description: view.state.state, view }));
  return (await vscode.window.showQuickPick(items, { title: "Which MCP server?" }))?.view;
}
