import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import type { Duplex } from "node:stream";
import { connect as tlsConnect } from "node:tls";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A `fetch` that goes through the proxy of `HTTPS_PROXY` or `HTTP_PROXY`, but not to the hosts of
 * `NO_PROXY`; elsewhere the given one. Node's own knows these variables from version 24 on, and only when told.
 */
export function proxyFetch(env: Env, direct: typeof fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const proxy = proxyFor(url, env);
    return proxy === undefined ? direct(input, init) : throughProxy(request, url, proxy, init?.signal);
  };
}

/** The proxy for an address; undefined where it is reached directly. */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const named = (name: string): string | undefined => env[name] || env[name.toLowerCase()];
  const proxy = url.protocol === "https:" ? named("HTTPS_PROXY") : named("HTTP_PROXY");
  if (proxy === undefined || isExcepted(url, named("NO_PROXY") ?? "")) return undefined;
  const withScheme = proxy.includes("://") ? proxy : `http://${proxy}`;
  return URL.canParse(withScheme) ? new URL(withScheme) : undefined;
}

/** Entries are hosts, with or without a port; `.example.com` and `example.com` cover subdomains; `*` all. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const actualPort = port || (protocol === "https:" ? "443" : "80");
  const host = hostname.replace(/^\[|\]$/g, "");
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = "", wantedPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === "*") return true;
    if (name === "" || (wantedPort !== undefined && wantedPort !== actualPort)) return false;
    return host === name || host.endsWith(`.${name}`);
  });
}

async function throughProxy(
  request: Request,
  url: URL,
  proxy: URL,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  signal?.throwIfAborted();
  const body = new Uint8Array(await request.arrayBuffer());
  const options = {
    method: request.method,
    headers: Object.fromEntries(request.headers),
    signal: signal ?? undefined,
  };
  const sent =
    url.protocol === "https:"
      ? httpsRequest(url, { ...options, createConnection: await tunnel(url, proxy, signal) })
      : httpRequest(proxy, {
          ...options,
          path: url.href,
          headers: { ...options.headers, host: url.host, ...authorization(proxy) },
        });
  const response = await answered(sent, body);
  return toResponse(response);
}

function answered(sent: ClientRequest, body: Uint8Array): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once("response", resolve).once("error", reject);
    sent.end(body);
  });
}

/** The code of an error for which no tunnel came about. */
const NO_TUNNEL = "ERR_PROXY_TUNNEL";

const NO_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

function toResponse(message: IncomingMessage): Response {
  const status = message.statusCode ?? 500;
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i] ?? "", message.rawHeaders[i + 1] ?? "");
  const body = Readable.toWeb(message) as ReadableStream<Uint8Array>;
  return new Response(NO_BODY.has(status) ? null : body, {
    status,
    statusText: message.statusMessage ?? "",
    headers,
  });
}

/** Opens a tunnel with CONNECT, and TLS to the target inside it. */
async function tunnel(url: URL, proxy: URL, signal: AbortSignal | null | undefined): Promise<() => Duplex> {
  const port = url.port || "443";
  const socket = await new Promise<Duplex>((resolve, reject) => {
    const connect = (proxy.protocol === "https:" ? httpsRequest : httpRequest)(proxy, {
      method: "CONNECT",
      path: `${url.hostname}:${port}`,
      headers: { host: `${url.hostname}:${port}`, ...authorization(proxy) },
      agent: false,
      signal: signal ?? undefined,
    });
    connect.once("connect", (response, tunnelled) => {
      if (response.statusCode === 200) resolve(tunnelled);
      else reject(noTunnel(`the proxy ${proxy.host} answered ${response.statusCode ?? "nothing"}`));
    });
    const failed = (cause: Error): void =>
      reject(signal?.aborted ? cause : noTunnel(`the proxy ${proxy.host} cannot be reached`, cause));
    connect.once("error", failed).end();
  });
  return () => tlsConnect({ socket, servername: url.hostname });
}

/** Its code says that the request itself never left. */
const noTunnel = (message: string, cause?: Error): Error =>
  Object.assign(new Error(message, { cause }), { code: NO_TUNNEL });

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
