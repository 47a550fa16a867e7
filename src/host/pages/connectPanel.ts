import * as vscode from "vscode";
import type { Disposable, Log } from "../../core/ports.ts";
import type { Receiver } from "../../engine/receiver.ts";
import type { ConnectContract } from "../../protocol/connect.ts";
import { Arrivals, type ConnectView } from "../../views/connect.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { ReceiverHost } from "../traces/receiverHost.ts";
import type { TracePages } from "./tracePages.ts";
import { WebviewPage } from "./webviewPage.ts";

/** Far more than arrive between two looks. */
const NEWEST = 100;

export interface ConnectOptions {
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly receiver: ReceiverHost;
  readonly traces: TracePages;
  readonly log: Log;
}

/** Puts the page into its panel, and tells it what arrives. */
export function fillConnectPanel(panel: vscode.WebviewPanel, options: ConnectOptions): void {
  const { extensionUri, engine, receiver, traces, log } = options;
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
  panel.onDidDispose(() => hearing?.dispose());
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
