import * as vscode from "vscode";
import type { Engine } from "../../engine.ts";
import { epochMs } from "../../core/units.ts";
import { formatCount, formatDuration } from "../../views/figures.ts";
import { formatAgo } from "../../views/format.ts";
import { withoutLogin } from "./remoteLogin.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { TracePages } from "../pages/tracePages.ts";
import { openSettings } from "../openSettings.ts";
import { view } from "./viewTraces.ts";

const HOUR = 3_600_000;
const TIMES = [
  { label: "Last hour", hours: 1 },
  { label: "Last 6 hours", hours: 6 },
  { label: "Last day", hours: 24 },
  { label: "Last 7 days", hours: 168 },
] as const;
const LIMIT = 100;
const ANY = "Any service";

/** Reads a trace of the backend of the settings, by its id or by a search, and shows it. */
export async function openRemoteTrace(lazy: LazyEngine, pages: TracePages): Promise<void> {
  const engine = await lazy.get();
  if (engine.remoteTraces.url === "") return askForBackend();
  const trace = await pickTrace(engine);
  if (trace === undefined) return;
  const body = await reading(`Reading trace ${trace.slice(0, 8)}…`, (signal) =>
    withoutLogin(engine, () => engine.remoteTraces.trace(trace, signal)),
  );
  if (body === undefined) return;
  pages.showViewed((await view(lazy, body, "The backend's answer")).traces);
}

async function askForBackend(): Promise<void> {
  const open = "Open Settings";
  const chosen = await vscode.window.showInformationMessage(
    "No backend is set. Give the address of Jaeger's query API (such as http://localhost:16686) or Tempo's (such as http://localhost:3200).",
    open,
  );
  if (chosen === open) await openSettings("flightdeck.traces.backend");
}

async function pickTrace(engine: Engine): Promise<string | undefined> {
  const asked = await vscode.window.showInputBox({
    title: `Open trace from ${engine.remoteTraces.url}`,
    prompt: "A trace's id; or part of a span's name to search for. Empty: all of a service.",
    ignoreFocusOut: true,
  });
  if (asked === undefined) return undefined;
  return engine.remoteTraces.pasted(asked) ?? search(engine, asked.trim());
}

async function search(engine: Engine, text: string): Promise<string | undefined> {
  const { remoteTraces, ports } = engine;
  const services = await reading("Asking for services…", (signal) =>
    withoutLogin(engine, () => remoteTraces.services(signal)),
  );
  if (services === undefined) return undefined;
  // Jaeger finds nothing without a service.
  const names = remoteTraces.kind === "tempo" ? [ANY, ...services] : services;
  const service = await vscode.window.showQuickPick(names, { title: "Of which service?" });
  if (service === undefined) return undefined;
  const time = await vscode.window.showQuickPick(TIMES, { title: "From which time?" });
  if (time === undefined) return undefined;
  const to = ports.clock.now();
  const range = { from: epochMs(to - time.hours * HOUR), to };
  const found = await reading("Searching…", (signal) =>
    withoutLogin(engine, () =>
      remoteTraces.search({ service: service === ANY ? "" : service, text, limit: LIMIT, ...range }, signal),
    ),
  );
  if (found === undefined) return undefined;
  if (found.length === 0) {
    void vscode.window.showInformationMessage("No trace of that service, time and name was found.");
    return undefined;
  }
  const items = found.map(({ trace, name, service: own, start, duration, spans }) => ({
    trace,
    label: name || "(unnamed)",
    description: [own, formatAgo(start, to), formatDuration(duration)]
      .filter((part) => part !== "")
      .join(" · "),
    detail: spans === undefined ? trace : `${trace} · ${formatCount(spans, "span")}`,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: found.length === LIMIT ? `The first ${LIMIT} traces` : formatCount(found.length, "trace"),
    placeHolder: "Open a trace",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.trace;
}

/** Shows that something is under way, and lets the person end it; undefined where they do. */
async function reading<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const ended = new AbortController();
    token.onCancellationRequested(() => ended.abort());
    try {
      return await work(ended.signal);
    } catch (error) {
      if (ended.signal.aborted) return undefined;
      throw error;
    }
  });
}
