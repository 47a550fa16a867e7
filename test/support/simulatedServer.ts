import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSimulatedFetch, type SimulatedFetchOptions } from "../../src/models/simulated/index.ts";

export interface SimulatedServer {
  /** `http://127.0.0.1:PORT`, for the SDK's `baseURL`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The simulated Messages API behind a real port on the loopback interface. */
export async function startSimulatedServer(options: SimulatedFetchOptions = {}): Promise<SimulatedServer> {
  const answer = createSimulatedFetch(options);
  const server = createServer((request, response) => void serve(answer, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whatever breaks inside the handler breaks the connection, as it would on a network. */
async function serve(
  answer: typeof fetch,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  try {
    const reply = await answer(`http://${request.headers.host}${request.url}`, {
      method: request.method ?? "GET",
      headers: headersOf(request),
      ...(request.method === "POST" ? { body: await bodyOf(request) } : {}),
      signal: gone.signal,
    });
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    response.flushHeaders();
    // Waits until each chunk has left, so that what came before a break arrives.
    for await (const chunk of reply.body ?? []) await new Promise((sent) => response.write(chunk, sent));
    response.end();
  } catch {
    response.destroy();
  }
}

const headersOf = (request: IncomingMessage): [string, string][] =>
  Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as [string, string]] : [],
  );

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
