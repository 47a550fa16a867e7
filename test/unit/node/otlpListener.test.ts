import assert from "node:assert/strict";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { listenOtlp, type OtlpListener } from "../../../src/node/otlp/listener.ts";

const LIMITS = { body: 1 << 20, together: 3 << 20, patience: 200 };
/** Milliseconds in which a busy machine, too, sends all that many clients have to say. */
const LONG = 60_000;

describe("the port of the receiver", () => {
  let listener: OtlpListener;
  let taken: number;
  const listen = async (limits: typeof LIMITS): Promise<void> => {
    taken = 0;
    const take = () => {
      taken++;
      return Promise.resolve({ status: 200 as const, body: "{}" });
    };
    listener = await listenOtlp(0, take, { limits });
  };
  beforeEach(() => listen(LIMITS));
  afterEach(() => listener.close());

  const post = (body: string | Uint8Array<ArrayBuffer>): Promise<number> =>
    fetch(`http://127.0.0.1:${listener.port}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).then(({ status }) => status);

  it("ends a client that never finishes its request, and says why", async () => {
    const socket = await connected(listener.port);
    const answered = textOf(socket);
    socket.write(
      "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
    );
    assert.match(await answered, /^HTTP\/1\.1 408 /);
    assert.equal(taken, 0);
    assert.equal(await post("{}"), 200);
  });

  it("refuses a body of 64 MB without holding it, and serves others meanwhile", async () => {
    const chunk = Buffer.alloc(1 << 20, 32);
    let sent = 0;
    const status = await new Promise<number>((resolve, reject) => {
      const large = request(
        {
          port: listener.port,
          host: "127.0.0.1",
          path: "/v1/traces",
          method: "POST",
          headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
        },
        (response) => resolve(response.statusCode ?? 0),
      );
      // The receiver ends the connection where it has answered; what was not read of the body fails then.
      large.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "EPIPE" || error.code === "ECONNRESET" ? resolve(413) : reject(error),
      );
      const write = (): void => {
        while (sent++ < 64) if (!large.write(chunk)) return void large.once("drain", write);
        large.end();
      };
      write();
    });
    assert.equal(status, 413);
    assert.ok(sent < 64, "what was refused was not read to its end");
    assert.equal(await post("{}"), 200);
  });

  it("takes two hundred at once, and turns away what does not fit in memory together", async () => {
    await listener.close();
    await listen({ ...LIMITS, patience: LONG });
    const statuses = await Promise.all(
      Array.from({ length: 200 }, () => post(Buffer.alloc(256 << 10, 32) as Uint8Array<ArrayBuffer>)),
    );
    assert.ok(statuses.every((status) => status === 200 || status === 503));
    assert.equal(statuses.filter((status) => status === 200).length, taken);
    assert.ok(taken > 0);
    assert.equal(await post("{}"), 200);
  });

  it("ends a gRPC client that sends something else after its first bytes, and goes on", async () => {
    const socket = await connected(listener.port);
    const ended = textOf(socket);
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame of HTTP/2 at all, by any reading");
    await ended;
    assert.equal(await post("{}"), 200);
  });
});

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });

const textOf = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
