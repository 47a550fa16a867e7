import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { SpanId, TraceId } from "../../core/ids.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import type { ReceivedView, Receiver, TraceNews, TraceState } from "../../engine/receiver.ts";
import type { TraceClock, TraceContract, TraceSnapshot } from "../../protocol/trace.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import type { TraceChoice } from "../../views/sessionTraces.ts";
import { copySpans } from "../traces/copySpans.ts";
import { openSource } from "../traces/openSource.ts";
import type { TracePageOptions } from "./tracePage.ts";
import { WebviewPage, type PageHandlers } from "./webviewPage.ts";

/** The other runs of a session that can be picked, at most. */
const CHOICES = 200;
/** A trace of which nothing came for so long is not waited for any more. */
const PATIENCE_MS = 60_000;
/** How often the list of runs is asked for while spans come. */
const LOOK_MS = 2_000;

interface ReceivedPageOptions {
  /** The span to show first. */
  readonly reveal?: SpanId | undefined;
  /** The traces of the file or answer that this one is of; absent for one that was received. */
  readonly viewed?: readonly TraceSummary[];
}

/** A trace that another program sent, with the other runs of its session to pick from. */
export class ReceivedTracePage implements vscode.Disposable {
  readonly #options: Omit<TracePageOptions, "views">;
  readonly #page: WebviewPage<TraceContract>;
  #trace: TraceId;
  #disposed = false;
  /** How much of what was received before is read, from 0 to 1. */
  #read = 0;
  #reveal: SpanId | undefined;
  /** The trace that was asked for before the page was there. */
  #ahead: Promise<ReceivedView | undefined> | undefined;
  readonly #viewed: readonly TraceSummary[] | undefined;
  #choices: readonly TraceChoice[];
  #origin = 0;
  /** When something of the trace happened last, as far as is known. */
  #heard = 0;
  #end: () => void = () => undefined;
  /** What came while the page was being opened. */
  #early: TraceNews[] | undefined;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    options: Omit<TracePageOptions, "views">,
    trace: TraceId,
    { reveal, viewed }: ReceivedPageOptions = {},
  ) {
    this.#options = options;
    this.#viewed = viewed;
    this.#choices = (viewed ?? []).slice(0, CHOICES).map(choiceOf);
    this.#trace = trace;
    this.#reveal = reveal;
    const { panel, extensionUri, log } = options;
    this.#page = new WebviewPage<TraceContract>({
      panel,
      page: "trace",
      extensionUri,
      log,
      handlers: this.#handlers(),
    });
    // What is only looked at is not there any more after a reload.
    if (viewed === undefined) this.#page.keep({ received: trace });
    panel.onDidDispose(() => this.dispose());
    // The worker reads while the page loads.
    this.#ahead = this.#watch(trace);
    this.#ahead.catch(() => undefined);
  }

  reveal(span: SpanContext): void {
    this.#reveal = span.spanId;
    this.#page.post({ type: "reveal", span });
  }

  get panel(): vscode.WebviewPanel {
    return this.#options.panel;
  }

  dispose(): void {
    this.#disposed = true;
    this.#end();
    clearTimeout(this.#looking);
    clearTimeout(this.#waiting);
  }

  #handlers(): PageHandlers<TraceContract> {
    return {
      open: (args) => this.#open(args?.trace ?? this.#trace),
      details: async ({ traceId, spanId }) =>
        (await (await this.#receiver()).details(traceId, spanId)) ?? gone(),
      messages: async ({ traceId, spanId }) =>
        (await (await this.#receiver()).messages(traceId, spanId)) ?? gone(),
      openOutput: () => gone(),
      search: async ({ trace, attributes }) => ({
        rows: await (await this.#receiver()).search(trace, attributes),
      }),
      copySpans: async ({ traceId, spanId, below }) => {
        const receiver = await this.#receiver();
        const one = below ? undefined : await receiver.details(traceId, spanId);
        const spans = one === undefined ? await receiver.subtree(traceId, spanId) : [one.span];
        const { clean } = await this.#options.engine.get();
        return copySpans(spans, clean);
      },
      openSource: async ({ traceId, spanId }) => {
        const { span } = (await (await this.#receiver()).details(traceId, spanId)) ?? gone();
        await openSource(span);
      },
      copy: async ({ text }) =>
        vscode.env.clipboard.writeText((await this.#options.engine.get()).clean(text)),
    };
  }

  async #open(trace: TraceId): Promise<() => TraceSnapshot> {
    const ahead = trace === this.#trace ? this.#ahead : undefined;
    this.#ahead = undefined;
    const view = await (ahead ?? this.#watch(trace));
    if (view === undefined) return gone();
    this.#origin = view.origin;
    this.#read = Math.max(this.#read, view.read);
    this.#heard = view.origin;
    this.#lookSoon(0);
    return () => {
      const early = this.#early ?? [];
      this.#early = undefined;
      // What came since is told right after this result.
      queueMicrotask(() => early.forEach((news) => this.#post(news)));
      const { origin, spans, read } = view;
      const shown = { trace, origin, spans, clock: this.#clock(view), read };
      const reveal = this.#reveal;
      this.#reveal = undefined;
      return { choices: this.#choices, view: shown, pinned: true, ...(reveal && { reveal }) };
    };
  }

  async #watch(trace: TraceId): Promise<ReceivedView | undefined> {
    const receiver = await this.#receiver();
    this.#end();
    this.#trace = trace;
    this.#early = [];
    this.#read = 0;
    const view = await receiver.watch(trace, (news) => this.#take(news));
    if (this.#disposed) view?.end();
    if (view === undefined || this.#disposed) return undefined;
    const changes = receiver.onChange(() => this.#lookSoon());
    this.#end = () => {
      view.end();
      changes.dispose();
    };
    return view;
  }

  #take(news: TraceNews): void {
    if (news.trace !== this.#trace) return;
    // What is read of the past says nothing of the present.
    if (this.#read === 1 && news.spans !== undefined) this.#heard = Date.now();
    this.#read = news.read;
    if (this.#early !== undefined) this.#early.push(news);
    else this.#post(news);
  }

  #post(news: TraceNews): void {
    const { spans, read } = news;
    const clock = this.#clock(news);
    this.#page.post({ type: "spans", trace: this.#trace, ...(spans && { spans }), clock, read });
    clearTimeout(this.#waiting);
    // A program that died never says that its spans ended.
    if (clock.live)
      this.#waiting = setTimeout(
        () => this.#post({ type: "spans", trace: news.trace, running: false, read }),
        PATIENCE_MS,
      );
  }

  #clock({ running }: TraceState): TraceClock {
    return { live: running && Date.now() - this.#heard < PATIENCE_MS, now: Date.now() - this.#origin };
  }

  #lookSoon(delay = LOOK_MS): void {
    this.#looking ??= setTimeout(() => {
      this.#look()
        .catch((error: unknown) => this.#options.log.warn("The runs of a session could not be listed", error))
        .finally(() => (this.#looking = undefined));
    }, delay);
  }

  /** The trace's name, and the runs of the same session. */
  async #look(): Promise<void> {
    if (this.#viewed !== undefined) return;
    const receiver = await this.#receiver();
    const { traces } = await receiver.list({ text: this.#trace, limit: 1 });
    const [summary] = traces;
    if (summary === undefined) return;
    const { session } = summary;
    const others = session === undefined ? traces : (await receiver.list({ session, limit: CHOICES })).traces;
    const choices = others.map(choiceOf);
    this.panel.title = `Trace: ${summary.service || summary.name || this.#trace.slice(0, 8)}`;
    if (JSON.stringify(choices) === JSON.stringify(this.#choices)) return;
    this.#choices = choices;
    this.#page.post({ type: "choices", choices });
  }

  async #receiver(): Promise<Receiver> {
    return (await this.#options.engine.get()).receiver();
  }
}

const choiceOf = ({ trace, name, start, status }: TraceSummary): TraceChoice => ({
  trace,
  title: name,
  start,
  state: status,
});

function gone(): never {
  throw new FlightdeckError("storage", "This trace is not there any more.", {
    advice: "Pick another one in the Traces view.",
  });
}
