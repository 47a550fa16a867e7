import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { TraceId } from "../../core/ids.ts";
import type { LazyEngine } from "../lazyEngine.ts";

/** Writes a trace to a file that the person picks, as it was received. */
export async function exportTrace(engine: LazyEngine, trace: TraceId): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: "Export trace",
    saveLabel: "Export",
    filters: { "OTLP JSON": ["json"] },
    ...fileIn(vscode.workspace.workspaceFolders?.[0]?.uri, `${trace.slice(0, 8)}.otlp.json`),
  });
  if (target === undefined) return;
  const traces = await (await (await engine.get()).receiver()).export(trace);
  await vscode.workspace.fs.writeFile(target, Buffer.from(`${JSON.stringify(traces)}\n`));
}

const fileIn = (folder: vscode.Uri | undefined, name: string): { readonly defaultUri?: vscode.Uri } =>
  folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) };

/** Reads the traces of a file that the person picks; undefined where they pick none. */
export async function importTraces(engine: LazyEngine): Promise<readonly TraceId[] | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: "Import traces",
      openLabel: "Import",
      filters: { "OTLP JSON": ["json"] },
    })) ?? [];
  if (file === undefined) return undefined;
  const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString("utf8");
  const { traces, spans } = await (await (await engine.get()).receiver()).import(text);
  if (spans === 0)
    throw new FlightdeckError("invalid_request", "The file holds no spans.", {
      advice: "Export it as OTLP JSON, an object with resourceSpans.",
    });
  return traces;
}
