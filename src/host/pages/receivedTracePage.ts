import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { TraceId } from "../../core/ids.ts";
import type { Receiver } from "../../engine/receiver.ts";
import type { TraceClock, TraceContract, TraceSnapshot } from "../../protocol/trace.ts";
import type { TraceSummary } from "../../views/receivedTrace.ts";
import type { TraceChoice } from "../../views/sessionTraces.ts";
import type { SpanBlock } from "../../views/spanColumns.ts";
import type { TracePageOptions } from "./tracePage.ts";
import { WebviewPage, type PageHandlers } from "./webviewPage.ts";

/** The other runs of a session that can be picked, at most. */
const CHOICES = 200;
/** A trace of which nothing came for so long is not waited for any more. */
const PATIENCE_MS = 60_000;

/** A trace that another program sent, with the other runs of its session to pick from. */
export class ReceivedTracePage implements vscode.Disposable {
  readonly #options: Omit<TracePageOptions, "views">;
  readonly #page: WebviewPage<TraceContract>;
  #trace: TraceId;
  #choices: readonly TraceChoice[] = [];
  #origin = 0;
  #heard = 0;
  #end: () => void = () => undefined;
  /** What came while the page was being opened. */
  #early: SpanBlock[] | undefined;

  constructor(options: Omit<TracePageOptions, "views">, trace: TraceId) {
    this.#options = options;
    this.#trace = trace;
    const { panel, extensionUri, log } = options;
    this.#page = new WebviewPage<TraceContract>({
      panel,
      page: "trace",
      extensionUri,
      log,
      handlers: this.#handlers(),
    });
    this.#page.keep({ received: trace });
    panel.onDidDispose(() => this.dispose());
  }

  get panel(): vscode.WebviewPanel {
    return this.#options.panel;
  }

  dispose(): void {
    this.#end();
  }

  #handlers(): PageHandlers<TraceContract> {
    return {
      open: (args) => this.#open(args?.trace ?? this.#trace),
      details: async ({ traceId, spanId }) =>
        (await (await this.#receiver()).details(traceId, spanId)) ?? gone(),
      messages: async ({ traceId, spanId }) =>
        (await (await this.#receiver()).messages(traceId, spanId)) ?? gone(),
      openOutput: () => gone(),
      copy: async ({ text }) =>
        vscode.env.clipboard.writeText((await this.#options.engine.get()).clean(text)),
    };
  }

  async #open(trace: TraceId): Promise<() => TraceSnapshot> {
    const receiver = await this.#receiver();
    this.#end();
    this.#trace = trace;
    this.#early = [];
    const view = await receiver.watch(trace, (spans) => this.#take(trace, spans));
    if (view === undefined) return gone();
    this.#end = view.end;
    this.#origin = view.origin;
    this.#heard = Date.now();
    const summary = await this.#look(receiver);
    this.panel.title = `Trace: ${summary?.service || summary?.name || trace.slice(0, 8)}`;
    const live = summary?.status === "running" && Date.now() - summary.start < PATIENCE_MS;
    return () => {
      const early = this.#early ?? [];
      this.#early = undefined;
      // What came since is told right after this result.
      queueMicrotask(() => early.forEach((spans) => this.#post(spans)));
      return {
        choices: this.#choices,
        view: { trace, origin: view.origin, spans: view.spans, clock: this.#clock(live) },
      };
    };
  }

  #take(trace: TraceId, spans: SpanBlock): void {
    if (trace !== this.#trace) return;
    this.#heard = Date.now();
    if (this.#early !== undefined) this.#early.push(spans);
    else this.#post(spans);
    void this.#receiver()
      .then((receiver) => this.#look(receiver))
      .then(() => this.#page.post({ type: "choices", choices: this.#choices }));
  }

  #post(spans: SpanBlock): void {
    this.#page.post({ type: "spans", trace: this.#trace, spans, clock: this.#clock(true) });
  }

  #clock(live: boolean): TraceClock {
    return { live: live && Date.now() - this.#heard < PATIENCE_MS, now: Date.now() - this.#origin };
  }

  /** The trace's summary, and the runs of the same session. */
  async #look(receiver: Receiver): Promise<TraceSummary | undefined> {
    const { traces } = await receiver.list({ text: this.#trace, limit: 1 });
    const [summary] = traces;
    const session = summary?.session;
    const others = session === undefined ? traces : (await receiver.list({ session, limit: CHOICES })).traces;
    this.#choices = others.map(choiceOf);
    return summary;
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
