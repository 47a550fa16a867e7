import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { bodyOf, type ApiRequest, type Handler } from "./messagesApi.ts";

export interface ApiServer {
  readonly url: string;
  readonly requests: readonly ApiRequest[];
  /** How the next requests are answered. */
  handler: Handler;
  close(): Promise<void>;
}

/** What a server that speaks TLS shows of itself, as PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** The handlers of the tests behind a real port. A body that fails closes its connection. */
export async function apiServer(first: Handler, identity?: Identity): Promise<ApiServer> {
  const requests: ApiRequest[] = [];
  const api = { handler: first };
  const listener: RequestListener = (incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const request = await readRequest(incoming);
      requests.push(request);
      await send(await api.handler(request), outgoing);
    };
    respond().catch(() => outgoing.destroy());
  };
  const server = identity ? createTlsServer(identity, listener) : createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(api, {
    url: `${identity ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  });
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
  }
  return {
    method: incoming.method ?? "",
    url: incoming.url ?? "",
    headers,
    body: bodyOf(Buffer.concat(chunks).toString("utf8")),
    signal: undefined,
  };
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  const gone = once(outgoing, "close");
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  for (;;) {
    const next = await Promise.race([reader.read(), gone.then(() => undefined)]);
    if (next === undefined || next.done) break;
    // Handed to the system, so that a connection that is closed next has delivered it.
    await new Promise<void>((written) => outgoing.write(next.value, () => written()));
  }
  outgoing.end();
}
