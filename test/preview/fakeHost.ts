import { isToHost, OPEN, type Contract, type Handlers, type ToPage } from "../../src/protocol/channel.ts";

declare global {
  var acquireVsCodeApi: () => unknown;
  var preview: PreviewHandle;
}

/** The preview's window, where the page and the tests find what they need. */
export const browser = globalThis;

/** What a test can see and do from outside of the page. */
export interface PreviewHandle {
  /** All requests so far. */
  readonly requests: { readonly name: string; readonly args: unknown }[];
  /** Posts news, as the host would. */
  post(news: unknown): void;
  /** Loses the next news on the way. */
  lose(): void;
}

/** A failure that the page shows as the host's. */
export class HostError extends Error {
  readonly advice: string;
  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

const STATE = "vscode-state";

/** Puts itself in the place of VS Code: answers the page's requests and posts news to it. */
export function installHost<C extends Contract>(handlers: Handlers<C>): PreviewHandle {
  const requests: PreviewHandle["requests"] = [];
  let seq = 0;
  const send = (data: ToPage): void => void browser.dispatchEvent(new MessageEvent("message", { data }));
  const answer = async (message: unknown): Promise<void> => {
    if (!isToHost(message)) return;
    const { id, name, args } = message;
    requests.push({ name, args });
    try {
      const handler = (handlers as Readonly<Record<string, (args: unknown) => unknown>>)[name];
      const value = await handler?.(args);
      if (name === OPEN) seq = 0;
      send({ kind: "result", id, value });
    } catch (thrown) {
      const { message: text, advice } = thrown as HostError;
      send({ kind: "error", id, error: { message: text, advice } });
    }
  };
  browser.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void answer(message),
    getState: () => JSON.parse(browser.sessionStorage.getItem(STATE) ?? "null") ?? undefined,
    setState: (state: unknown) => browser.sessionStorage.setItem(STATE, JSON.stringify(state)),
  });
  return {
    requests,
    post: (news) => send({ kind: "news", seq: ++seq, news }),
    lose: () => void seq++,
  };
}
