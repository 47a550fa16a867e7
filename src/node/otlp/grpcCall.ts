import { connect, constants } from "node:http2";
import type { GrpcCall } from "../../core/ports.ts";

const PATIENCE_MS = 30_000;
/** Bytes before a message: whether it is compressed, and its length. */
const FRAME = 5;
/** A longer answer is not kept: what we ask for answers in a few bytes. */
const LONGEST_REPLY = 64 * 1024;

/** One unary gRPC call on a connection of its own. What cannot be reached is status 14, as gRPC has it. */
export const grpcCall: GrpcCall = ({ url, path, headers, message }, signal) =>
  new Promise((resolve) => {
    const unavailable = (text: string): void => {
      resolve({ status: 14, message: text });
      session.destroy();
    };
    const session = connect(url);
    session.on("error", (error: Error) => unavailable(error.message));
    session.setTimeout(PATIENCE_MS, () => unavailable("no answer in time"));
    signal.addEventListener("abort", () => unavailable("cancelled"), { once: true });
    const stream = session.request({
      ...headers,
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    let found: Readonly<Record<string, unknown>> = {};
    const take = (more: Readonly<Record<string, unknown>>): void => {
      found = { ...found, ...more };
    };
    stream.on("response", take);
    stream.on("trailers", take);
    stream.on("error", (error: Error) => unavailable(error.message));
    const answered: Buffer[] = [];
    let size = 0;
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LONGEST_REPLY) answered.push(chunk);
    });
    stream.on("end", () => {
      const status = Number(found["grpc-status"] ?? 2);
      const text = found["grpc-message"];
      const reply = size <= LONGEST_REPLY ? unframed(Buffer.concat(answered)) : undefined;
      resolve({ status, message: typeof text === "string" ? readable(text) : "", ...(reply && { reply }) });
      session.close();
    });
    const head = Buffer.alloc(FRAME);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  });

/** The one message of an answer. We name no compression that we understand, so none is compressed. */
function unframed(answer: Buffer): Uint8Array | undefined {
  if (answer.length < FRAME || answer[0] !== 0) return undefined;
  const length = answer.readUInt32BE(1);
  return answer.length >= FRAME + length ? answer.subarray(FRAME, FRAME + length) : undefined;
}

/** gRPC percent-encodes its messages; one that is not stays as it is. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
