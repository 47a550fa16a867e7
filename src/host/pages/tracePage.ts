import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId, TraceId } from "../../core/ids.ts";
import type { Log } from "../../core/ports.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import type { Engine } from "../../engine.ts";
import type { TraceContract, TraceSnapshot, TraceView } from "../../protocol/trace.ts";
import { matchesAttribute, type AttributeTerm } from "../../views/attributeMatch.ts";
import { SpanFold } from "../../views/spans.ts";
import { subtreeOf } from "../../views/subtree.ts";
import { SpanDetailsFold } from "../../views/spanDetails.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { SessionViews } from "../sessionViews.ts";
import { copySpans } from "../traces/copySpans.ts";
import { openSource } from "../traces/openSource.ts";
import type { VirtualTexts } from "../virtualTexts.ts";
import { batched } from "./batched.ts";
import { TraceFeed, type TraceChange } from "./traceFeed.ts";
import { WebviewPage, type PageHandlers } from "./webviewPage.ts";

export interface TracePageOptions {
  readonly panel: vscode.WebviewPanel;
  readonly extensionUri: vscode.Uri;
  readonly engine: LazyEngine;
  readonly views: SessionViews;
  readonly texts: VirtualTexts;
  readonly log: Log;
}

/** The traces of one session, one per turn; the newest is shown, or the one that the person chose. */
export class TracePage implements vscode.Disposable {
  readonly session: SessionId;
  readonly #options: TracePageOptions;
  readonly #page: WebviewPage<TraceContract>;
  readonly #changes = batched<TraceChange>((changes) => this.#post(changes));
  readonly #subscription: vscode.Disposable;
  #feed: TraceFeed | undefined;
  #shown: TraceId | undefined;
  #reveal: SpanContext | undefined;

  constructor(options: TracePageOptions, session: SessionId, reveal?: SpanContext) {
    this.#options = options;
    this.session = session;
    this.#reveal = reveal;
    const { panel, extensionUri, log, views } = options;
    this.#page = new WebviewPage<TraceContract>({
      panel,
      page: "trace",
      extensionUri,
      log,
      handlers: this.#handlers(),
    });
    this.#page.keep({ session });
    // The recording was only read so far; from now on it grows.
    this.#subscription = views.onOpened((id) => {
      if (id === session) this.#page.post({ type: "reset" });
    });
    panel.onDidDispose(() => this.dispose());
  }

  get panel(): vscode.WebviewPanel {
    return this.#options.panel;
  }

  reveal(span: SpanContext): void {
    this.#reveal = span;
    this.#page.post({ type: "reveal", span });
  }

  dispose(): void {
    this.#changes.dispose();
    this.#subscription.dispose();
    this.#feed?.dispose();
    this.#feed = undefined;
  }

  #handlers(): PageHandlers<TraceContract> {
    return {
      open: (args) => this.#open(args?.trace),
      details: async (span) =>
        required(
          (await this.#fold(span)).details() ??
            (await this.#feed?.joined?.details(span.traceId, span.spanId)),
        ),
      messages: async (span) => {
        const fold = await this.#fold(span);
        const joined = fold.details() === undefined ? this.#feed?.joined : undefined;
        return (await joined?.messages(span.traceId, span.spanId)) ?? fold.messages();
      },
      openOutput: async (span) => {
        const { sessions, clean } = await this.#engine();
        const text = await sessions.toolOutput(this.session, (tool) => tool.span.spanId === span.spanId);
        await this.#options.texts.open(clean(text ?? ""), "output.txt");
      },
      search: async ({ trace, attributes }) => ({ rows: await this.#search(trace, attributes) }),
      copySpans: async ({ traceId, spanId, below }) => {
        const all = [...(await this.#spans(traceId)).spans()];
        const spans = below ? subtreeOf(all, spanId) : all.filter((span) => span.spanId === spanId);
        return copySpans(spans, (await this.#engine()).clean);
      },
      openSource: async (span) => {
        const details = required((await this.#fold(span)).details());
        await openSource(details.span);
      },
      copy: async ({ text }) => vscode.env.clipboard.writeText((await this.#engine()).clean(text)),
    };
  }

  async #open(wanted: TraceId | undefined): Promise<() => TraceSnapshot> {
    const engine = await this.#engine();
    this.#feed?.dispose();
    const feed = await TraceFeed.open(engine, this.#options.views, this.session, (change) =>
      this.#changes.add(change),
    );
    this.#feed = feed;
    const title = await this.#title(engine);
    this.panel.title = title === "" ? "Trace" : `Trace: ${title}`;
    return () => {
      this.#changes.clear();
      const choices = feed.traces.choices();
      const reveal = this.#reveal;
      this.#reveal = undefined;
      const trace =
        reveal?.traceId ?? (choices.some((choice) => choice.trace === wanted) ? wanted : choices[0]?.trace);
      this.#shown = trace;
      const view = trace === undefined ? undefined : viewOf(feed, trace);
      return {
        choices,
        ...(view && { view }),
        ...(reveal && { reveal: reveal.spanId }),
      };
    };
  }

  #post(changes: readonly TraceChange[]): void {
    const feed = this.#feed;
    if (feed === undefined) return;
    if (changes.some(({ list }) => list))
      this.#page.post({ type: "choices", choices: feed.traces.choices() });
    const shown = this.#shown;
    if (shown === undefined) {
      // The page was opened before there was anything to see.
      this.#page.post({ type: "reset" });
      return;
    }
    if (!changes.some(({ trace }) => trace === shown)) return;
    const spans = feed.traces.table(shown)?.changes();
    this.#page.post({ type: "spans", trace: shown, clock: feed.clock(shown), ...(spans && { spans }) });
  }

  async #fold(span: SpanContext): Promise<SpanDetailsFold> {
    const fold = new SpanDetailsFold(span);
    for await (const line of (await this.#engine()).sessions.shown(this.session)) fold.take(line);
    return fold;
  }

  /** All spans of a trace, with their payloads. */
  async #spans(trace: TraceId): Promise<SpanFold> {
    const fold = new SpanFold();
    for await (const line of (await this.#engine()).sessions.shown(this.session))
      if (line.type === "span" && line.data.traceId === trace) fold.take(line.data);
    return fold;
  }

  async #search(trace: TraceId, attributes: readonly AttributeTerm[]): Promise<readonly Uint32Array[]> {
    const table = this.#feed?.traces.table(trace);
    const spans = [...(await this.#spans(trace)).spans()];
    return attributes.map((term) =>
      Uint32Array.from(
        spans.flatMap((span) =>
          matchesAttribute(span.attributes, term) ? (table?.rowOf(span.spanId) ?? []) : [],
        ),
      ),
    );
  }

  async #title(engine: Engine): Promise<string> {
    const view = await this.#options.views.find(this.session);
    if (view !== undefined) return view.status.title;
    for await (const line of engine.sessions.shown(this.session))
      return line.type === "session" ? line.data.title : "";
    return "";
  }

  #engine(): Promise<Engine> {
    return this.#options.engine.get();
  }
}

function viewOf(feed: TraceFeed, trace: TraceId): TraceView | undefined {
  const table = feed.traces.table(trace);
  if (table?.origin === undefined) return undefined;
  return { trace, origin: table.origin, spans: table.snapshot(), clock: feed.clock(trace) };
}

function required<T>(details: T | undefined): T {
  if (details !== undefined) return details;
  throw new FlightdeckError("storage", "This span is not in the recording any more.", {
    advice: "Open the trace anew.",
  });
}
