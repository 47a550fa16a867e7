import { bodyOf, type ApiRequest, type Handler } from "./messagesApi.ts";

export interface ScriptedFetch {
  readonly fetch: typeof fetch;
  readonly requests: readonly ApiRequest[];
}

/**
 * A `fetch` that answers with one handler after the other; the last one stays. Aborts behave as those of
 * the real one: before the headers the call fails, afterwards the body.
 */
export function scriptedFetch(...handlers: readonly Handler[]): ScriptedFetch {
  const requests: ApiRequest[] = [];
  const scripted: typeof fetch = async (input, init) => {
    const request = await readRequest(new Request(input, init), init?.signal ?? undefined);
    requests.push(request);
    const handler = handlers[Math.min(requests.length, handlers.length) - 1];
    if (handler === undefined) throw new TypeError("fetch failed");
    return abortable(Promise.resolve(handler(request)), request.signal);
  };
  return { fetch: scripted, requests };
}

async function readRequest(request: Request, signal: AbortSignal | undefined): Promise<ApiRequest> {
  signal?.throwIfAborted();
  const body = bodyOf(await request.text());
  return { method: request.method, url: request.url, headers: request.headers, body, signal };
}

async function abortable(pending: Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  if (signal === undefined) return pending;
  const response = await raceAbort(pending, signal);
  const reader = response.body?.getReader();
  if (reader === undefined) return response;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await raceAbort(reader.read(), signal);
        if (done) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}

function raceAbort<T>(pending: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(new DOMException("This operation was aborted", "AbortError"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
