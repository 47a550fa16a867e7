import type { SpanId } from "../../core/ids.ts";
import type { RecordedSession } from "./recordedSession.ts";

/** Something that comes from outside and is waited for. */
interface Waiting {
  /** The recorded span that it belongs to; absent where it leaves no line of its own, such as the end of a sleep. */
  readonly span?: SpanId;
  readonly go: () => void;
}

/** Where the next thing from outside is to happen. */
export interface NextWaiting {
  readonly at: number;
  readonly go: () => void;
}

/**
 * Gives what happened outside its order: a model's answer, a tool's result, a person's word come when the lines
 * that stand before theirs have been written.
 */
export class Gate {
  readonly #recorded: RecordedSession;
  readonly #waiting = new Set<Waiting>();

  constructor(recorded: RecordedSession) {
    this.#recorded = recorded;
  }

  /** Until the next line of the span is to be written. */
  ofSpan(span: SpanId): Promise<void> {
    return this.#wait(span);
  }

  /** Until nothing else can happen but what is waited for here. @throws the signal's reason where it fires first. */
  async inOrder(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    let stop: (() => void) | undefined;
    const aborted = new Promise<void>((_resolve, reject) => {
      stop = () => reject(new DOMException("The operation was aborted", "AbortError"));
      signal?.addEventListener("abort", stop, { once: true });
    });
    try {
      await Promise.race([this.#wait(), aborted]);
    } finally {
      if (stop !== undefined) signal?.removeEventListener("abort", stop);
    }
  }

  /** What is waited for and belongs to the earliest line from this place on. */
  next(position: number): NextWaiting | undefined {
    let next: NextWaiting | undefined;
    for (const waiting of this.#waiting) {
      const { span } = waiting;
      const at = span === undefined ? undefined : this.#recorded.nextOf(span, position);
      if (at !== undefined && at < (next?.at ?? Number.POSITIVE_INFINITY))
        next = { at, go: this.#go(waiting) };
    }
    return next;
  }

  /** What leaves no line of its own. */
  silent(): (() => void) | undefined {
    const waiting = [...this.#waiting].find(({ span }) => span === undefined);
    return waiting && this.#go(waiting);
  }

  /** Anything that is still waited for. */
  any(): (() => void) | undefined {
    const [waiting] = this.#waiting;
    return waiting && this.#go(waiting);
  }

  /** Nobody waits any more: their process is gone. */
  clear(): void {
    this.#waiting.clear();
  }

  #go(waiting: Waiting): () => void {
    return () => {
      this.#waiting.delete(waiting);
      waiting.go();
    };
  }

  #wait(span?: SpanId): Promise<void> {
    return new Promise((resolve) => this.#waiting.add({ go: resolve, ...(span !== undefined && { span }) }));
  }
}
