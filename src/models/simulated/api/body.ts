/** What goes over the wire, and how it ends. */
export interface Wire {
  readonly chunks: readonly string[];
  /** `close`: properly. `reset`: the connection breaks. `hang`: nothing more comes, until aborted. */
  readonly end: "close" | "reset" | "hang";
}

/** Waits between two chunks. @throws an AbortError when the signal fires first. */
export type Pause = (signal: AbortSignal) => Promise<void>;

/** The body of a response, written as fast as it is read. An abort ends it at once. */
export function bodyOf(
  wire: Wire,
  pause: Pause,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const over = new AbortController();
  let next = 0;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const abort = (): void => {
          over.abort();
          controller.error(signal?.reason);
        };
        if (signal?.aborted) return abort();
        signal?.addEventListener("abort", abort, { once: true, signal: over.signal });
      },
      async pull(controller) {
        const chunk = wire.chunks[next++];
        if (chunk === undefined) return end(wire, controller, over);
        if (next > 1) await pause(over.signal).catch(ignoreAbort);
        if (!over.signal.aborted) controller.enqueue(encoder.encode(chunk));
      },
      cancel() {
        over.abort();
      },
    },
    { highWaterMark: 0 },
  );
}

function end(
  wire: Wire,
  controller: ReadableStreamDefaultController,
  over: AbortController,
): Promise<void> | undefined {
  if (wire.end === "hang") return new Promise(() => {});
  over.abort();
  if (wire.end === "close") controller.close();
  else controller.error(connectionLost());
  return undefined;
}

/** Only the abort of our own controller ends a pause early, and `pull` looks at that itself. */
function ignoreAbort(): void {}

/** What Node's fetch throws when a connection breaks while a body is read. */
const connectionLost = (): TypeError =>
  new TypeError("terminated", {
    cause: Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" }),
  });

/** What Node's fetch throws when a connection breaks before an answer. */
export const connectionReset = (): TypeError =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
  });
