import * as vscode from "vscode";
import type { Log, SettingsSource } from "../../core/ports.ts";
import { TAKEN } from "../../engine/exportVariables.ts";
import type { Receiver } from "../../engine/receiver.ts";
import type { ConnectView } from "../../views/connect.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { TracesTree } from "./tracesTree.ts";
import { takenVariable, type TakenVariable } from "./takenVariable.ts";
import { MANIFESTS, usesModels } from "./usesModels.ts";

export interface ReceiverHostOptions {
  readonly context: vscode.ExtensionContext;
  readonly engine: LazyEngine;
  readonly settings: SettingsSource;
  readonly tree: TracesTree;
  readonly log: Log;
}

/** Where programs send that were told nothing. Source: the OTLP specification. */
const STANDARD_PORTS = [4317, 4318];
/** The address of which was said that spans go there. */
const SAID_KEY = "flightdeck.receiver.saidTaken";
/** Whether the person wants them received and sent on. */
const FORWARD_KEY = "flightdeck.receiver.forward";
const PORT_KEY = "flightdeck.receiver.port";
/** Programs that are debugged without a terminal read their variables from the configuration. */
const DEBUGGED = ["node", "pwa-node", "python", "debugpy", "go", "coreclr", "java"];

/** This window's receiver, and how programs that are started here learn of it. */
export class ReceiverHost implements vscode.Disposable {
  readonly #options: ReceiverHostOptions;
  readonly #subscriptions: vscode.Disposable[];
  #variables: Readonly<Record<string, string>> = {};
  #turn: Promise<void> = Promise.resolve();
  #heard = false;

  constructor(options: ReceiverHostOptions) {
    this.#options = options;
    const { settings } = options;
    const decide = (): void => this.#decide();
    const manifests = vscode.workspace.createFileSystemWatcher(MANIFESTS);
    const mayHaveBegun = ({ path }: vscode.Uri): void => {
      // An installation writes thousands.
      if (!/\/(?:node_modules|\.venv|site-packages)\//.test(path)) decide();
    };
    this.#subscriptions = [
      manifests,
      manifests.onDidCreate(mayHaveBegun),
      manifests.onDidChange(mayHaveBegun),
      vscode.workspace.onDidChangeWorkspaceFolders(decide),
      ...DEBUGGED.map((type) =>
        vscode.debug.registerDebugConfigurationProvider(type, {
          resolveDebugConfiguration: (_folder, configuration) => this.#withVariables(configuration),
        }),
      ),
    ];
    const ofSettings = settings.onChange(decide);
    this.#subscriptions.push(new vscode.Disposable(() => ofSettings.dispose()));
  }

  /** Starts, where it is wanted. Called when start-up is over. */
  start(): void {
    this.#decide();
  }

  /** Listens now, whatever the project uses, and says where. */
  async connect(): Promise<ConnectView> {
    const receiver = await this.#receiver();
    const port = receiver.port ?? (await this.#listen(receiver));
    this.#tell(receiver);
    await receiver.standardPorts(
      this.#options.settings.current["receiver.standardPorts"] ? STANDARD_PORTS : [],
    );
    const taken = this.#taken();
    return {
      port,
      variables: receiver.variables,
      ...(taken && { taken: { name: taken.name, value: taken.value } }),
    };
  }

  dispose(): void {
    this.#withdraw();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** One decision after the other. */
  #decide(): void {
    const { log } = this.#options;
    this.#turn = this.#turn
      .then(() => this.#follow())
      .catch((error: unknown) => log.warn("Traces of other programs are not received", error));
  }

  async #follow(): Promise<void> {
    const { settings } = this.#options;
    const wanted =
      settings.current["receiver.enabled"] &&
      (vscode.workspace.workspaceFolders ?? []).length > 0 &&
      (await usesModels());
    if (wanted) {
      await this.connect();
      return;
    }
    this.#withdraw();
    const { engine } = this.#options;
    if (this.#heard) await (await (await engine.get()).receiver()).stop();
  }

  async #receiver(): Promise<Receiver> {
    const receiver = await (await this.#options.engine.get()).receiver();
    if (!this.#heard) {
      this.#heard = true;
      const heard = receiver.onChange(() => this.#options.tree.refresh());
      this.#subscriptions.push(new vscode.Disposable(() => heard.dispose()));
    }
    return receiver;
  }

  /** On the port of the last time where it is free, so that terminals that outlived the window stay right. */
  async #listen(receiver: Receiver): Promise<number> {
    const { workspaceState } = this.#options.context;
    const last = workspaceState.get<number>(PORT_KEY);
    const port = await receiver.listen(last === undefined ? [0] : [last, 0]);
    await workspaceState.update(PORT_KEY, port);
    return port;
  }

  #tell(receiver: Receiver): void {
    const { context } = this.#options;
    const taken = this.#taken();
    if (taken !== undefined) {
      this.#sayTaken(taken);
      return;
    }
    this.#withdraw();
    this.#variables = receiver.variables;
    for (const [name, value] of Object.entries(this.#variables))
      context.environmentVariableCollection.replace(name, value);
  }

  /** Undefined also where the person has chosen to receive and forward. */
  #taken(): TakenVariable | undefined {
    return this.#options.context.workspaceState.get(FORWARD_KEY) === true ? undefined : takenVariable();
  }

  /** Once in a workspace. */
  #sayTaken(taken: TakenVariable): void {
    const { context, log } = this.#options;
    log.info(`${taken.name} is set already, so terminals are left as they are.`);
    if (context.workspaceState.get(SAID_KEY) === taken.value) return;
    void (async () => {
      await context.workspaceState.update(SAID_KEY, taken.value);
      const { offerForwarding } = await import("../onDemand.ts");
      if (!(await offerForwarding(taken))) return;
      await context.workspaceState.update(FORWARD_KEY, true);
      this.#decide();
    })().catch((error: unknown) => log.warn("Nothing could be offered", error));
  }

  #withdraw(): void {
    const { environmentVariableCollection } = this.#options.context;
    for (const name of Object.keys(this.#variables)) environmentVariableCollection.delete(name);
    this.#variables = {};
  }

  /** What the configuration says itself counts. */
  #withVariables(configuration: vscode.DebugConfiguration): vscode.DebugConfiguration {
    const own = (configuration["env"] ?? {}) as Readonly<Record<string, unknown>>;
    if (Object.keys(this.#variables).length === 0 || TAKEN.some((name) => name in own)) return configuration;
    return { ...configuration, env: { ...this.#variables, ...own } };
  }
}
