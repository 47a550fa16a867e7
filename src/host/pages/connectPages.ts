import * as vscode from "vscode";
import type { Disposable, Log } from "../../core/ports.ts";
import type { Receiver } from "../../engine/receiver.ts";
import type { ConnectContract } from "../../protocol/connect.ts";
import { Arrivals, type ConnectView } from "../../views/connect.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import type { ReceiverHost } from "../traces/receiverHost.ts";
import type { TracePages } from "./tracePages.ts";
import { createPanel, WebviewPage } from "./webviewPage.ts";

export interface ConnectPagesOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly receiver: ReceiverHost;
  readonly traces: TracePages;
  readonly log: Log;
}

/** Far more than arrive between two looks. */
const NEWEST = 100;

/** The page that shows how an agent sends its spans here: one panel per window. */
export class ConnectPages implements Revivable, vscode.Disposable {
  readonly page = "connect";
  readonly #options: ConnectPagesOptions;
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();
  #panel: vscode.WebviewPanel | undefined;

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: ConnectPagesOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("connect"), {
      deserializeWebviewPanel: (panel) => {
        this.#fill(panel);
        return Promise.resolve();
      },
    });
  }

  show(): void {
    if (this.#panel === undefined)
      this.#fill(createPanel("connect", "Connect Your Agent", vscode.ViewColumn.Active));
    else this.#panel.reveal();
  }

  kept(): readonly unknown[] {
    return this.#panel === undefined ? [] : [{}];
  }

  reopen(): void {
    this.show();
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    const { extensionUri, engine, receiver, traces, log } = this.#options;
    let view: ConnectView | undefined;
    let hearing: Disposable | undefined;
    const page = new WebviewPage<ConnectContract>({
      panel,
      page: "connect",
      extensionUri,
      log,
      handlers: {
        open: async () => {
          const connected = await receiver.connect();
          const heard = view?.arrived;
          view = { ...connected, ...(heard && { arrived: heard }) };
          hearing ??= await arrivals(await (await engine.get()).receiver(), log, (arrived) => {
            view = view && { ...view, arrived };
            page.post({ type: "arrived", arrived });
          });
          return () => view ?? connected;
        },
        copy: async ({ text }) => vscode.env.clipboard.writeText(text),
        openTrace: ({ trace }) => traces.showReceived(trace),
      },
    });
    this.#panel = panel;
    panel.onDidDispose(() => {
      hearing?.dispose();
      if (this.#panel === panel) this.#panel = undefined;
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }
}

/** Hears of each trace that grows from now on, one look after the other. */
async function arrivals(
  receiver: Receiver,
  log: Log,
  heard: (arrived: NonNullable<ConnectView["arrived"]>) => void,
): Promise<Disposable> {
  const newest = async () => (await receiver.list({ limit: NEWEST })).traces;
  const known = new Arrivals(await newest());
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const arrived = known.take(await newest());
    if (arrived !== undefined) heard(arrived);
  };
  return receiver.onChange(() => {
    looking = looking.then(look).catch((error: unknown) => log.warn("What arrived is not shown", error));
  });
}
