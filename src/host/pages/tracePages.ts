import * as vscode from "vscode";
import type { SessionId, SpanId, TraceId } from "../../core/ids.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import { panelType } from "../manifest.ts";
import type { Revivable } from "../revival.ts";
import { comesBack, createPanel } from "./createPanel.ts";
import { PanelPage } from "./panelPage.ts";
import type { ReceivedTracePage } from "./receivedTracePage.ts";
import type { TracePage, TracePageOptions } from "./tracePage.ts";

/** What a panel shows, as it is kept over a reload. */
interface Kept {
  readonly session?: unknown;
  readonly received?: unknown;
}

/** The open trace panels, one per session, and one per trace of another program. */
export class TracePages implements Revivable, vscode.Disposable {
  readonly page = "trace";
  readonly #options: Omit<TracePageOptions, "panel">;
  readonly #pages = new Map<SessionId, PanelPage<TracePage>>();
  readonly #received = new Map<TraceId, PanelPage<ReceivedTracePage>>();
  readonly #viewed = new Set<PanelPage<ReceivedTracePage>>();
  readonly #serializer: vscode.Disposable;
  readonly #panelsChanged = new vscode.EventEmitter<void>();

  readonly onPanelsChange = this.#panelsChanged.event;

  constructor(options: Omit<TracePageOptions, "panel">) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panelType("trace"), {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const kept = (state as { restore?: Kept } | undefined)?.restore;
        if (typeof kept?.session === "string") this.#add(panel, kept.session as SessionId);
        else if (typeof kept?.received === "string") this.#addReceived(panel, kept.received as TraceId);
        else panel.dispose();
        return Promise.resolve();
      },
    });
  }

  /** What the panel shows that has the focus. */
  get active(): { readonly session: SessionId } | { readonly trace: TraceId } | undefined {
    for (const [session, { panel }] of this.#pages) if (panel.active) return { session };
    for (const [trace, { panel }] of this.#received) if (panel.active) return { trace };
    return undefined;
  }

  /** Shows a session's traces, beside the chat where nothing of it is open yet. */
  show(session: SessionId, reveal?: SpanContext): void {
    const open = this.#pages.get(session);
    if (open === undefined) {
      this.#add(createPanel("trace", "Trace", vscode.ViewColumn.Beside), session, reveal);
      return;
    }
    open.panel.reveal(undefined, reveal !== undefined);
    if (reveal !== undefined) open.use((page) => page.reveal(reveal));
  }

  /** Shows a trace that another program sent. */
  showReceived(trace: TraceId, reveal?: SpanId): void {
    void vscode.commands.executeCommand("setContext", "flightdeck.hasTraces", true);
    const open = this.#received.get(trace);
    if (open === undefined) {
      this.#addReceived(createPanel("trace", "Trace", vscode.ViewColumn.Active), trace, reveal);
      return;
    }
    open.panel.reveal();
    if (reveal !== undefined) open.use((page) => page.reveal({ traceId: trace, spanId: reveal }));
  }

  /**
   * Shows traces of a file or a backend, the newest first.
   * @param panel where they are shown; a new one where absent.
   */
  showViewed(traces: readonly TraceSummary[], panel?: vscode.WebviewPanel): void {
    const [newest] = traces;
    if (newest === undefined) return;
    const place = panel ?? createPanel("trace", titleOf(newest), vscode.ViewColumn.Active);
    const page = new PanelPage(
      place,
      (code) =>
        new code.ReceivedTracePage({ ...this.#options, panel: place }, newest.trace, { viewed: traces }),
      this.#options.log,
    );
    this.#viewed.add(page);
    place.onDidDispose(() => this.#viewed.delete(page));
  }

  kept(): readonly Kept[] {
    return [
      ...[...this.#pages.keys()].map((session) => ({ session })),
      ...[...this.#received.keys()].map((received) => ({ received })),
    ];
  }

  reopen(kept: unknown): void {
    const { session, received } = (kept ?? {}) as Kept;
    if (typeof session === "string" && !this.#pages.has(session as SessionId))
      this.#add(cameBack(vscode.ViewColumn.Beside), session as SessionId);
    if (typeof received === "string" && !this.#received.has(received as TraceId)) {
      void vscode.commands.executeCommand("setContext", "flightdeck.hasTraces", true);
      this.#addReceived(cameBack(vscode.ViewColumn.Active), received as TraceId);
    }
  }

  dispose(): void {
    this.#panelsChanged.dispose();
    this.#serializer.dispose();
    for (const page of [...this.#pages.values(), ...this.#received.values(), ...this.#viewed])
      page.page?.dispose();
  }

  #add(panel: vscode.WebviewPanel, session: SessionId, reveal?: SpanContext): void {
    const options = { ...this.#options, panel };
    this.#pages.set(
      session,
      new PanelPage(panel, (code) => new code.TracePage(options, session, reveal), options.log),
    );
    panel.onDidDispose(() => {
      this.#pages.delete(session);
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }

  #addReceived(panel: vscode.WebviewPanel, trace: TraceId, reveal?: SpanId): void {
    const options = { ...this.#options, panel };
    this.#received.set(
      trace,
      new PanelPage(panel, (code) => new code.ReceivedTracePage(options, trace, { reveal }), options.log),
    );
    panel.onDidDispose(() => {
      this.#received.delete(trace);
      this.#panelsChanged.fire();
    });
    this.#panelsChanged.fire();
  }
}

const titleOf = ({ service, name, trace }: TraceSummary): string =>
  `Trace: ${service || name || trace.slice(0, 8)}`;

const cameBack = (column: vscode.ViewColumn): vscode.WebviewPanel =>
  createPanel("trace", "Trace", comesBack(column));
