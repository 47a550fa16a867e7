import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Disposable } from "../../core/ports.ts";
import type { Receiver } from "../../engine/receiver.ts";
import type { SessionTraces } from "../../views/sessionTraces.ts";
import type { SpanDetails, SpanMessages } from "../../views/spanDetails.ts";

type Source = Pick<Receiver, "spans" | "details" | "messages" | "onChange">;

/** What programs that a session started have sent into its traces: it stands under the spans of their tools. */
export class JoinedSpans implements Disposable {
  readonly #receiver: Source;
  readonly #traces: SessionTraces;
  readonly #heard: Disposable;

  private constructor(receiver: Source, traces: SessionTraces, changed: (trace: TraceId) => void) {
    this.#receiver = receiver;
    this.#traces = traces;
    this.#heard = receiver.onChange(() => {
      const [newest] = traces.choices();
      if (newest === undefined) return;
      this.#join(newest.trace)
        .then((found) => (found ? changed(newest.trace) : undefined))
        // The page shows what it has; the receiver's end is said elsewhere.
        .catch(() => undefined);
    });
  }

  /** Puts what has arrived by now into the traces, and tells of what comes to the newest one. */
  static async open(
    receiver: Source,
    traces: SessionTraces,
    changed: (trace: TraceId) => void,
  ): Promise<JoinedSpans> {
    const joined = new JoinedSpans(receiver, traces, changed);
    await joined.refresh();
    return joined;
  }

  /** Puts into all traces what has arrived by now. */
  async refresh(): Promise<void> {
    await Promise.all(this.#traces.choices().map(({ trace }) => this.#join(trace)));
  }

  details(trace: TraceId, span: SpanId): Promise<SpanDetails | undefined> {
    return this.#receiver.details(trace, span);
  }

  messages(trace: TraceId, span: SpanId): Promise<SpanMessages | undefined> {
    return this.#receiver.messages(trace, span);
  }

  dispose(): void {
    this.#heard.dispose();
  }

  async #join(trace: TraceId): Promise<boolean> {
    const spans = await this.#receiver.spans(trace);
    const table = this.#traces.table(trace);
    for (const span of spans) table?.put(span);
    return spans.length > 0;
  }
}
