import {
  OPEN,
  type Args,
  type Contract,
  type KeptState,
  type RequestName,
  type Result,
  type ShownError,
  type ToHost,
  type ToPage,
} from "../../protocol/channel.ts";

/** The host as a page sees it. Tests and the preview pages bring another one. */
export interface Host<C extends Contract> {
  /** @throws RequestError when the host could not do it. */
  request<N extends RequestName<C>>(
    name: N,
    ...args: undefined extends Args<C, N> ? [] : [Args<C, N>]
  ): Promise<Result<C, N>>;
  /** Hears all news from now on, in order. `missed` is called where some were lost; ask for everything anew. */
  onNews(listener: (news: C["news"]) => void, missed?: () => void): void;
  /** What the page keeps over a reload: draft, scroll position, selection. */
  readonly state: PageState;
}

export interface PageState {
  /** Whatever the page set last, perhaps in an older version: to be checked. */
  get(): unknown;
  set(value: unknown): void;
}

/** A request failed; `message` says what happened, `advice` what to do. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly advice: string;
  constructor({ message, advice }: ShownError) {
    super(message);
    this.advice = advice;
  }
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): KeptState | undefined;
  setState(state: KeptState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

interface Waiting {
  readonly name: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Listener<News> {
  readonly heard: (news: News) => void;
  readonly missed: (() => void) | undefined;
}

/** Connects the page to its host. May be called once. */
export function connect<C extends Contract>(): Host<C> {
  const api = acquireVsCodeApi();
  const waiting = new Map<number, Waiting>();
  const listeners: Listener<C["news"]>[] = [];
  let nextId = 1;
  let lastSeq = 0;

  const settle = (id: number, how: (request: Waiting) => void): void => {
    const request = waiting.get(id);
    if (request === undefined) return;
    waiting.delete(id);
    if (request.name === OPEN) lastSeq = 0;
    how(request);
  };
  const hear = (seq: number, news: C["news"]): void => {
    const lost = seq !== lastSeq + 1;
    lastSeq = seq;
    for (const { heard, missed } of listeners) {
      if (lost) missed?.();
      else heard(news);
    }
  };

  window.addEventListener("message", ({ data }: MessageEvent<ToPage<C["news"]>>) => {
    switch (data.kind) {
      case "result":
        return settle(data.id, (request) => request.resolve(data.value));
      case "error":
        return settle(data.id, (request) => request.reject(new RequestError(data.error)));
      case "news":
        return hear(data.seq, data.news);
      case "restore":
        return api.setState({ ...api.getState(), restore: data.value });
    }
  });

  return {
    request: (name, ...[args]) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { name, resolve, reject });
        api.postMessage({ kind: "request", id, name, args } satisfies ToHost);
      }),
    onNews: (heard, missed) => void listeners.push({ heard, missed }),
    state: {
      get: () => api.getState()?.page,
      set: (page) => api.setState({ ...api.getState(), page }),
    },
  };
}
