import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Bodies } from "./body.ts";
import {
  checkSender,
  Refusal,
  TOKEN_HEADER,
  type OtlpAnswer,
  type OtlpExport,
  type OtlpSignal,
  type TakeExport,
} from "./exchange.ts";

const SIGNALS: Readonly<Record<string, OtlpSignal>> = {
  "/v1/traces": "traces",
  "/v1/logs": "logs",
  "/v1/metrics": "metrics",
};

/** OTLP over HTTP/1.1, in protobuf and in JSON. Does not listen by itself: sockets are given to it. */
export function otlpHttpServer(take: TakeExport, bodies: Bodies, marks: Marks): Server {
  return createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    void answer(request, take, bodies).then((answered) => reply(response, { ...answered, marks }));
  });
}

/** Headers of every answer. */
type Marks = Readonly<Record<string, string>>;

type Answered = OtlpAnswer & { readonly encoding?: OtlpExport["encoding"] };

async function answer(request: IncomingMessage, take: TakeExport, bodies: Bodies): Promise<Answered> {
  try {
    const { signal, encoding } = formOf(request);
    const token = request.headers[TOKEN_HEADER];
    return await bodies.with(request, request.headers["content-encoding"], async (body) => ({
      encoding,
      ...(await take({ signal, encoding, body, ...(typeof token === "string" && { token }) })),
    }));
  } catch (error) {
    return error instanceof Refusal ? error.answer : { status: 400, body: "The request ended early." };
  }
}

function formOf(request: IncomingMessage): Pick<OtlpExport, "signal" | "encoding"> {
  checkSender(request.headers.host, request.headers.origin);
  const [path = ""] = (request.url ?? "").split("?");
  const signal = SIGNALS[path.replace(/\/$/, "")];
  if (signal === undefined) throw new Refusal(404, "Send traces to /v1/traces.");
  if (request.method !== "POST") throw new Refusal(405, "Send traces with POST.");
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim();
  if (type === "application/x-protobuf") return { signal, encoding: "protobuf" };
  if (type === "application/json") return { signal, encoding: "json" };
  throw new Refusal(415, "The content type must be application/x-protobuf or application/json.");
}

function reply(
  response: ServerResponse,
  { encoding, status, body, marks }: Answered & { readonly marks: Marks },
): void {
  const type =
    status !== 200 ? "text/plain" : encoding === "json" ? "application/json" : "application/x-protobuf";
  response.writeHead(status, {
    "content-type": type,
    ...marks,
    "content-length": Buffer.byteLength(body),
    ...(status === 503 && { "retry-after": "1" }),
    // What is left of a refused body is not read.
    ...(status !== 200 && { connection: "close" }),
  });
  response.end(body);
}
