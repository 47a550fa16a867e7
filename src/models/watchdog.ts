import type { Clock } from "../core/ports.ts";
import type { Ms } from "../core/units.ts";

/** How far a request came, as its bytes tell. */
export interface Progress {
  /** The request was handed to the network. */
  sent: boolean;
  /** The response's headers came. */
  answered: boolean;
  /** No byte came for the whole idle time, so the request was given up. */
  idle: boolean;
}

/**
 * A `fetch` for one request that gives it up after `idle` without a byte. The SDK's own time limit
 * ends with the headers, and its stream drops `ping` events before anybody sees them, so the bytes
 * themselves are watched.
 */
export function watchedFetch(options: {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly idle: Ms;
  readonly giveUp: () => void;
}): { readonly fetch: typeof fetch; readonly progress: Readonly<Progress>; stop(): void } {
  const progress: Progress = { sent: false, answered: false, idle: false };
  let timer = { dispose: (): void => undefined };
  const restart = (): void => {
    timer.dispose();
    timer = options.clock.timer(options.idle, () => {
      progress.idle = true;
      options.giveUp();
    });
  };
  const watched: typeof fetch = async (input, init) => {
    progress.sent = true;
    restart();
    const response = await options.fetch(input, init);
    progress.answered = true;
    restart();
    if (response.body === null) return response;
    const body = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          restart();
          controller.enqueue(chunk);
        },
      }),
    );
    return new Response(body, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
  return { fetch: watched, progress, stop: () => timer.dispose() };
}
