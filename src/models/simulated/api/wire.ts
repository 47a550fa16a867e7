import type { Wire } from "./body.ts";
import { overloaded, type Behaviour } from "../failures.ts";
import { faultBody } from "./fault.ts";
import type { Answer } from "./message.ts";
import { eventsOf, writeEvent, type WireEvent } from "./sse.ts";

type StreamMishap = Extract<Behaviour, { kind: "stream" }>;

/** An answer as server-sent events, cut short where a mishap says so. */
export function streamWire(answer: Answer, requestId: string, mishap?: StreamMishap): Wire {
  const events = eventsOf(answer);
  if (!mishap) return { chunks: events.map(writeEvent), end: "close" };
  const chunks = events.slice(0, cutPosition(events, mishap.after)).map(writeEvent);
  if (mishap.how !== "error") return { chunks, end: mishap.how };
  const error = `event: error\ndata: ${JSON.stringify(faultBody(overloaded(), requestId))}\n\n`;
  return { chunks: [...chunks, error], end: "close" };
}

/** An answer as one JSON document; of one that is cut short half arrives. */
export function jsonWire(answer: Answer, mishap?: StreamMishap): Wire {
  const json = JSON.stringify(answer.message);
  if (!mishap) return { chunks: [json], end: "close" };
  return { chunks: [json.slice(0, json.length / 2)], end: mishap.how === "error" ? "close" : mishap.how };
}

/** Before any content, or in the middle of the text. */
function cutPosition(events: readonly WireEvent[], after: "start" | "text"): number {
  const start = events.findIndex((event) => event.type === "content_block_start");
  if (after === "start") return start === -1 ? events.length : start;
  const text = events.flatMap((event, index) =>
    event.type === "content_block_delta" && event.delta.type === "text_delta" ? [index] : [],
  );
  return (text[Math.floor((text.length - 1) / 2)] ?? start) + 1;
}
