import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  answerEvents,
  sse,
  text,
  toolUse,
  type AnswerOptions,
  type Block,
  type MessagesBody,
} from "../support/messagesApi.ts";

export interface ZeroDelayServer {
  readonly url: string;
  /** The last request's body. */
  lastBody(): MessagesBody;
  /** Milliseconds from each request to the next since the last call. */
  takeIntervals(): readonly number[];
  close(): Promise<void>;
}

/** What a turn's answers ask for: a file to be read, each another one, or only to be sent on. */
export type Asking = { readonly paths: readonly string[] } | "pause";

/**
 * A Messages API that answers at once, each answer in one piece: so many that ask for something, then a last
 * word, and again from the beginning.
 */
export async function zeroDelayServer(calls: number, asking: Asking): Promise<ZeroDelayServer> {
  let arrivals: number[] = [];
  let body: Uint8Array = Buffer.alloc(0);
  let answered = 0;
  const server = createServer((request, response) => {
    arrivals.push(performance.now());
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      body = Buffer.concat(chunks);
      response.writeHead(200, { "content-type": "text/event-stream", "request-id": `req_${answered}` });
      response.end(answerOf(answered++ % (calls + 1), calls, asking));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lastBody: () => JSON.parse(Buffer.from(body).toString("utf8")) as MessagesBody,
    takeIntervals() {
      const intervals = arrivals.slice(1).map((arrival, index) => arrival - (arrivals[index] ?? 0));
      arrivals = [];
      return intervals;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

const USAGE = { input_tokens: 50, output_tokens: 40 };

function answerOf(number: number, calls: number, asking: Asking): string {
  const options = { id: `msg_${number}`, usage: USAGE };
  return eventsOf(number, number < calls ? asking : undefined, options)
    .map(sse)
    .join("");
}

function eventsOf(number: number, asking: Asking | undefined, options: AnswerOptions): readonly Block[] {
  if (asking === undefined) return answerEvents([text("Done.")], options);
  if (asking === "pause") return answerEvents([text("I go on.")], { ...options, stopReason: "pause_turn" });
  const path = asking.paths[number % asking.paths.length];
  const call = toolUse(`toolu_${number}`, "read_file", { path });
  return answerEvents([text("I look at the notes."), call], options);
}
