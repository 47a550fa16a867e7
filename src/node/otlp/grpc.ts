import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { Readable } from "node:stream";
import type { Bodies } from "./body.ts";
import {
  checkSender,
  Refusal,
  TOKEN_HEADER,
  type OtlpAnswer,
  type OtlpSignal,
  type TakeExport,
} from "./exchange.ts";

const METHODS: Readonly<Record<string, OtlpSignal>> = {
  "/opentelemetry.proto.collector.trace.v1.TraceService/Export": "traces",
  "/opentelemetry.proto.collector.logs.v1.LogsService/Export": "logs",
  "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": "metrics",
};

/** gRPC's status for ours. Source: the gRPC documentation, status codes. */
const GRPC_STATUS: Readonly<Record<OtlpAnswer["status"], number>> = {
  200: 0,
  400: 3,
  403: 7,
  404: 12,
  405: 12,
  408: 4,
  413: 8,
  415: 12,
  429: 8,
  500: 13,
  503: 14,
};

/** Bytes before a message: whether it is compressed, and its length. */
const FRAME = 5;

/** OTLP over gRPC: unary calls over HTTP/2 without TLS. Does not listen by itself: sockets are given to it. */
export function otlpGrpcServer(take: TakeExport, bodies: Bodies): Http2Server {
  const server = createServer({ settings: { maxConcurrentStreams: 100 } });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    void answer(stream, headers, take, bodies).then((answered) => reply(stream, answered));
  });
  // A client that breaks the protocol loses its own connection only.
  server.on("sessionError", () => undefined);
  return server;
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  take: TakeExport,
  bodies: Bodies,
): Promise<OtlpAnswer> {
  try {
    checkSender(headers[":authority"] ?? headers.host, headers.origin);
    const signal = METHODS[headers[":path"] ?? ""];
    if (signal === undefined)
      throw new Refusal(404, "This receiver knows the export of traces, logs and metrics.");
    const encoding = headers["grpc-encoding"];
    const compression = typeof encoding === "string" ? encoding : undefined;
    const token = headers[TOKEN_HEADER];
    const message = await bodies.with(stream, undefined, (frame) => Promise.resolve(unframe(frame)));
    return await bodies.with(
      Readable.from([message.bytes]),
      message.compressed ? compression : undefined,
      (body) => take({ signal, encoding: "protobuf", body, ...(typeof token === "string" && { token }) }),
    );
  } catch (error) {
    return error instanceof Refusal ? error.answer : { status: 400, body: "The call ended early." };
  }
}

function unframe(frame: Uint8Array): { readonly compressed: boolean; readonly bytes: Buffer } {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
  if (bytes.length < FRAME || bytes.readUInt32BE(1) !== bytes.length - FRAME)
    throw new Refusal(400, "The call does not hold exactly one message.");
  return { compressed: bytes[0] === 1, bytes: bytes.subarray(FRAME) };
}

function reply(stream: ServerHttp2Stream, { status, body }: OtlpAnswer): void {
  if (stream.destroyed || stream.closed) return;
  const failed = status !== 200;
  const trailers = {
    "grpc-status": String(GRPC_STATUS[status]),
    ...(failed && { "grpc-message": encodeURIComponent(String(body)) }),
  };
  const headers = { ":status": 200, "content-type": "application/grpc" };
  if (failed) {
    stream.respond({ ...headers, ...trailers }, { endStream: true });
    // What is left of a refused message is not read.
    stream.close();
    return;
  }
  const message =
    typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length);
  const head = Buffer.alloc(FRAME);
  head.writeUInt32BE(message.length, 1);
  stream.respond(headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  stream.end(Buffer.concat([head, message]));
}
