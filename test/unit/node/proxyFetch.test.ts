import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { proxyFetch, proxyFor } from "../../../src/node/proxyFetch.ts";

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

const direct: typeof fetch = () => Promise.resolve(new Response("direct"));

const proxyOf = (url: string, env: Record<string, string>): string | undefined =>
  proxyFor(new URL(url), env)?.host;

const excepting = (list: string) => ({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: list });

describe("the way to a server", () => {
  it("goes through the proxy of its scheme, in capitals or not, with or without a scheme of its own", () => {
    assert.equal(proxyOf("https://api.anthropic.com", { HTTPS_PROXY: "http://proxy:3128" }), "proxy:3128");
    assert.equal(proxyOf("https://api.anthropic.com", { https_proxy: "proxy:3128" }), "proxy:3128");
    assert.equal(proxyOf("http://127.0.0.1:8080", { HTTPS_PROXY: "http://proxy:3128" }), undefined);
    assert.equal(proxyOf("http://host", { HTTP_PROXY: "http://proxy:3128" }), "proxy:3128");
    assert.equal(proxyOf("https://host", {}), undefined);
    assert.equal(proxyOf("https://host", { HTTPS_PROXY: "" }), undefined);
  });

  it("is direct to the hosts of NO_PROXY", () => {
    for (const list of [
      "api.example.com",
      "example.com",
      ".example.com",
      "*.example.com",
      "*",
      "x, example.com:443",
    ])
      assert.equal(proxyOf("https://api.example.com", excepting(list)), undefined, list);
    for (const list of ["", "ample.com", "api.example.com:8443", "other.com"])
      assert.equal(proxyOf("https://api.example.com", excepting(list)), "proxy:3128", list);
  });

  it("leaves what needs no proxy to the given fetch", async () => {
    const fetched = await proxyFetch({}, direct)("https://host/x");
    assert.equal(await fetched.text(), "direct");
  });
});

describe("a request through a proxy", () => {
  let target: Server;
  let proxy: Server;
  let targetPort: number;
  let proxyPort: number;
  const seen: string[] = [];

  before(async () => {
    target = createServer((request, response) => {
      response.setHeader("x-path", request.url ?? "");
      request.pipe(response.writeHead(201, "Made"));
    });
    proxy = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
      response.writeHead(200, { "content-type": "text/plain" }).end("through the proxy");
    });
    proxy.on("connect", (request, socket) => {
      seen.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
      if (request.url?.startsWith("denied")) return void socket.end("HTTP/1.1 407 Denied\r\n\r\n");
      const upstream = connect(targetPort, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    [targetPort, proxyPort] = [await listen(target), await listen(proxy)];
  });
  after(() => {
    target.closeAllConnections();
    proxy.closeAllConnections();
    target.close();
    proxy.close();
  });
  beforeEach(() => seen.splice(0));

  const fetchWith = (name: string, user = "") =>
    proxyFetch({ [name]: `http://${user}127.0.0.1:${proxyPort}` }, direct);

  it("names the whole address where it is plain, with the proxy's own credentials", async () => {
    const response = await fetchWith("HTTP_PROXY", "me:p%40ss@")("http://api.test/v1?x=1", {
      method: "POST",
      body: "hi",
    });
    assert.deepEqual([response.status, await response.text()], [200, "through the proxy"]);
    assert.deepEqual(seen, [
      `POST http://api.test/v1?x=1 Basic ${Buffer.from("me:p@ss").toString("base64")}`,
    ]);
  });

  it("opens a tunnel where it is TLS, and speaks TLS to the target inside it", async () => {
    // The target speaks no TLS, so the handshake fails; what matters is that the tunnel was asked for.
    await assert.rejects(fetchWith("HTTPS_PROXY")("https://api.test/v1"), /SSL|TLS|wrong version|packet/i);
    assert.deepEqual(seen, ["CONNECT api.test:443"]);
  });

  it("fails with what the proxy said", async () => {
    await assert.rejects(
      fetchWith("HTTPS_PROXY")("https://denied.test/"),
      ({ message, code }: NodeJS.ErrnoException) => {
        assert.match(message, /proxy 127\.0\.0\.1:\d+ answered 407/);
        // The model's door knows by it that nothing was sent.
        return code === "ERR_PROXY_TUNNEL";
      },
    );
  });

  it("is stopped by its signal", async () => {
    await assert.rejects(
      fetchWith("HTTPS_PROXY")("https://api.test/", { signal: AbortSignal.abort() }),
      ({ name }: Error) => name === "AbortError",
    );
  });
});
