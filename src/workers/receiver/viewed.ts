import type { TraceId } from "../../core/ids.ts";
import type { Clock } from "../../core/ports.ts";
import { MemorySegments } from "../../recording/memorySegments.ts";
import { inLines } from "../../recording/segmentLines.ts";
import { decodeTraces } from "../../telemetry/otlp/protobuf.ts";
import type { PriceOf } from "../../telemetry/receivedSpan.ts";
import { readAnyTraces } from "../../telemetry/remote/anyTraces.ts";
import type { ReceiverNews, ViewedTraces } from "./messages.ts";
import { TraceStore } from "./traceStore.ts";
import { Watching } from "./watching.ts";

/** Characters or bytes of all documents that are held, as they came. */
const MOST_HELD = 512 << 20;

export interface ViewedOptions {
  readonly clock: Clock;
  readonly zone: string;
  readonly price: PriceOf;
  readonly news: (news: ReceiverNews) => void;
}

/** A file, or a backend's answer. */
export interface ViewedDocument {
  readonly store: TraceStore;
  readonly watching: Watching;
  readonly size: number;
}

/** Traces of files and backends: shown as received ones are, but written nowhere and counted nowhere. */
export class Viewed {
  readonly #options: ViewedOptions;
  /** The newest document that holds a trace. */
  readonly #documents = new Map<TraceId, ViewedDocument>();

  constructor(options: ViewedOptions) {
    this.#options = options;
  }

  of(trace: TraceId): ViewedDocument | undefined {
    return this.#documents.get(trace);
  }

  /** @param body JSON of one of the known kinds, or OTLP in protobuf. @throws OtlpError */
  async add(body: string | Uint8Array): Promise<ViewedTraces> {
    const {
      resourceSpans: groups,
      accepted,
      rejected,
    } = typeof body === "string" ? readAnyTraces(body) : decodeTraces(body);
    const received = this.#options.clock.now();
    const lines = inLines({ groups }).map((some) => ({ received, claimed: true, ...some }));
    const segments = new MemorySegments(lines);
    const store = new TraceStore({ ...this.#options, segments });
    const document = { store, watching: new Watching({ ...this.#options, segments }), size: body.length };
    await store.sync();
    const { traces } = store.list({ limit: Number.POSITIVE_INFINITY });
    for (const { trace } of traces) {
      this.#documents.delete(trace);
      this.#documents.set(trace, document);
    }
    this.#letGo(document);
    return { traces, spans: accepted, rejected };
  }

  /** Those that came first go first, the newest never. */
  #letGo(newest: ViewedDocument): void {
    const documents = new Set(this.#documents.values());
    let held = [...documents].reduce((sum, { size }) => sum + size, 0);
    for (const document of documents) {
      if (held <= MOST_HELD || document === newest) continue;
      held -= document.size;
      for (const [trace, its] of this.#documents) if (its === document) this.#documents.delete(trace);
    }
  }
}
