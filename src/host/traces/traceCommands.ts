import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { TraceId } from "../../core/ids.ts";
import type { CommandHandlers } from "../commands.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { TracePages } from "../pages/tracePages.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import { connectText } from "./connectText.ts";
import type { ReceiverHost } from "./receiverHost.ts";
import { traceIdOf, type TracesTree } from "./tracesTree.ts";

export interface TraceCommandsOptions {
  readonly engine: LazyEngine;
  readonly tree: TracesTree;
  readonly pages: TracePages;
  readonly receiver: ReceiverHost;
  readonly texts: VirtualTexts;
}

type TraceCommand = Extract<keyof CommandHandlers, `traces.${string}` | "connectAgent">;

/** What can be done with traces of other programs. */
export function traceCommands(options: TraceCommandsOptions): Pick<CommandHandlers, TraceCommand> {
  const { engine, tree, pages, receiver, texts } = options;
  return {
    "traces.open": (item) => pages.showReceived(required(item)),
    "traces.refresh": () => tree.refresh(),
    "traces.more": () => tree.showMore(),
    "traces.filter": async () => {
      const text = await vscode.window.showInputBox({
        title: "Filter traces",
        prompt: "Part of a name, service, session, agent or model. Empty shows all.",
        value: tree.filtered,
      });
      if (text !== undefined) tree.filter(text);
    },
    "traces.export": async (item) => exportTrace(engine, required(item)),
    "traces.import": async () => {
      const traces = await importTraces(engine);
      tree.refresh();
      if (traces?.[0] !== undefined) pages.showReceived(traces[0]);
    },
    connectAgent: async () => texts.open(connectText(await receiver.connect()), "Connect your agent.md"),
  };
}

function required(item: unknown): TraceId {
  const trace = traceIdOf(item);
  if (trace !== undefined) return trace;
  throw new FlightdeckError("invalid_request", "No trace is chosen.", {
    advice: "Pick one in the Traces view.",
  });
}

async function exportTrace(engine: LazyEngine, trace: TraceId): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    saveLabel: "Export",
    filters: { "OTLP JSON": ["otlp.json", "json"] },
    ...fileIn(vscode.workspace.workspaceFolders?.[0]?.uri, `${trace.slice(0, 8)}.otlp.json`),
  });
  if (target === undefined) return;
  const traces = await (await (await engine.get()).receiver()).export(trace);
  await vscode.workspace.fs.writeFile(target, Buffer.from(`${JSON.stringify(traces)}\n`));
}

const fileIn = (folder: vscode.Uri | undefined, name: string): { readonly defaultUri?: vscode.Uri } =>
  folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) };

async function importTraces(engine: LazyEngine): Promise<readonly TraceId[] | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({ openLabel: "Import", filters: { "OTLP JSON": ["json"] } })) ?? [];
  if (file === undefined) return undefined;
  const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8");
  const { traces, spans } = await (await (await engine.get()).receiver()).import(text);
  if (spans === 0)
    throw new FlightdeckError("invalid_request", "The file holds no spans.", {
      advice: "Export it as OTLP JSON, an object with resourceSpans.",
    });
  return traces;
}
