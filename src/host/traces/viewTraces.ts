import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { Receiver } from "../../engine/receiver.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { TracePages } from "../pages/tracePages.ts";

type Viewed = Awaited<ReturnType<Receiver["view"]>>;

/** Whoever has more looks at it in a backend. */
const MOST_BYTES = 256 << 20;

/** Reads a file of traces. @throws FlightdeckError where it holds none, or too much. */
export async function viewFile(engine: LazyEngine, uri: vscode.Uri): Promise<Viewed> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MOST_BYTES)
    throw new FlightdeckError("request_too_large", `${uri.path} is larger than 256 MB.`, {
      advice: "Send it to a backend, and open single traces from there.",
    });
  const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString("utf8");
  return view(engine, text, uri.path.split("/").at(-1) ?? "The file");
}

/** Shows what is read, and says what could not be. */
export async function view(engine: LazyEngine, body: string | Uint8Array, what: string): Promise<Viewed> {
  const receiver = await (await engine.get()).receiver();
  const viewed = await receiver.view(body).catch((error: unknown) => {
    throw new FlightdeckError("invalid_request", `${what} cannot be read as traces. ${messageOf(error)}`, {
      advice: "Known are OTLP in JSON, as collectors and Flightdeck export it, and Jaeger's JSON.",
      cause: error,
    });
  });
  if (viewed.spans === 0)
    throw new FlightdeckError("invalid_request", `${what} holds no spans.`, {
      advice: "Look whether it is the right one.",
    });
  if (viewed.rejected > 0)
    void vscode.window.showWarningMessage(
      `${what}: ${viewed.rejected} spans are not shown, because their ids or times cannot be read.`,
    );
  return viewed;
}

/** Shows what is in files. @param files those that the person picks where it is left out. */
export async function openTraceFiles(
  engine: LazyEngine,
  pages: TracePages,
  files?: readonly vscode.Uri[],
): Promise<void> {
  for (const file of files ?? (await pickTraceFiles()))
    pages.showViewed((await viewFile(engine, file)).traces);
}

const pickTraceFiles = async (): Promise<readonly vscode.Uri[]> =>
  (await vscode.window.showOpenDialog({
    openLabel: "Open Trace",
    canSelectMany: true,
    filters: { "OTLP or Jaeger JSON": ["json", "jsonl"] },
  })) ?? [];

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
