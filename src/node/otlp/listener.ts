import { createServer, type AddressInfo, type Socket } from "node:net";
import { WINDOW_HEADER } from "../../core/otlp.ts";
import { Bodies, type BODY_LIMITS } from "./body.ts";
import type { TakeExport } from "./exchange.ts";
import { otlpGrpcServer } from "./grpc.ts";
import { otlpHttpServer } from "./http.ts";

export interface OtlpListener {
  readonly port: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

export interface OtlpListenOptions {
  readonly limits?: typeof BODY_LIMITS;
  /** Whether it is a window's own: then it says so, and nothing of ours is exported to it. */
  readonly ofWindow?: boolean;
}

/** Connections at once; more are turned away. */
const MOST_CONNECTIONS = 512;
const SILENCE_MS = 120_000;
const FIRST_BYTES_MS = 10_000;

/**
 * Listens on the loopback for OTLP on one port: gRPC, HTTP/protobuf and HTTP/JSON. The first bytes of a
 * connection tell which it is.
 * @param port 0 for any free one.
 * @throws where the port is taken.
 */
export async function listenOtlp(
  port: number,
  take: TakeExport,
  { limits, ofWindow = false }: OtlpListenOptions = {},
): Promise<OtlpListener> {
  const bodies = new Bodies(limits);
  const http = otlpHttpServer(take, bodies, ofWindow ? { [WINDOW_HEADER]: "1" } : {});
  const grpc = otlpGrpcServer(take, bodies);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(FIRST_BYTES_MS, () => socket.destroy());
    firstBytes(socket, (isHttp2) => {
      socket.setTimeout(SILENCE_MS);
      (isHttp2 ? grpc : http).emit("connection", socket);
      // HTTP/2 takes what was read already by itself.
      if (!isHttp2) socket.resume();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** HTTP/2 begins with `PRI * HTTP/2.0`; no method of HTTP/1 begins with `PR` but WebDAV's. */
const PREFACE = Buffer.from("PRI");

function firstBytes(socket: Socket, tell: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const look = (chunk: Buffer): void => {
    seen = Buffer.concat([seen, chunk]);
    const compared = Math.min(seen.length, PREFACE.length);
    const mayBe = seen.subarray(0, compared).equals(PREFACE.subarray(0, compared));
    if (mayBe && seen.length < PREFACE.length) return;
    socket.off("data", look);
    socket.pause();
    socket.unshift(seen);
    tell(mayBe);
  };
  socket.on("data", look);
}
