import { createHash } from "node:crypto";
import { join } from "node:path";
import { toOtlp } from "../../../src/telemetry/otlp/fromSpan.ts";
import { encodeTraces } from "../../../src/telemetry/otlp/encode.ts";
import { decodeTraces } from "../../../src/telemetry/otlp/protobuf.ts";
import type { SpanId, TraceId } from "../../../src/core/ids.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";
import type { Figure } from "../figure.ts";
import { startReceiverWorker, TOKEN, type ReceiverWorker } from "../receiverWorker.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

const BATCHES = 200;
const TRACES = 50;
const SPANS = 10;
const ROUNDS = 5;
/** Programs that send at the same time, each one batch after the other. */
const SENDERS = 4;
const PROMPT = "Summarise the customer's last three orders and say which of them can be refunded. ".repeat(
  12,
);

/** How fast received batches become recorded, priced and listed traces, beside decoding the same batches alone. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    await buildRelease(join(folder, "release"));
    const receiver = await startReceiverWorker(join(folder, "release/dist"), join(folder, "traces"));
    try {
      return await figuresOf(receiver);
    } finally {
      receiver.dispose();
    }
  });

async function figuresOf(receiver: ReceiverWorker): Promise<readonly Figure[]> {
  const { port } = await receiver.request("listen", { ports: [0], claims: "token" });
  const url = `http://127.0.0.1:${port}/v1/traces`;
  const [ingest, decode]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const batches = Array.from({ length: BATCHES }, (_, batch) => batchOf(round * BATCHES + batch));
    decode.push(timed(() => batches.forEach((bytes) => decodeTraces(bytes))));
    ingest.push(await ingestTime(receiver, url, batches));
    const { total } = await receiver.request("list", { limit: 1 });
    if (total !== (round + 1) * BATCHES * TRACES) throw new Error(`${total} traces were received.`);
  }
  const spans = BATCHES * TRACES * SPANS;
  return [
    {
      name: "receiving spans over HTTP/protobuf",
      unit: "spans/s",
      value: (1_000 * spans) / median(ingest),
      baseline: { name: "decoding the same batches", value: (1_000 * spans) / median(decode) },
      target: { of: "ratio", limit: "at least", amount: 0.25 },
    },
  ];
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/**
 * Milliseconds from the first batch sent to the last acknowledged: decoded, redacted, written, priced and listed. The
 * receiver is in its worker thread, as in VS Code; programs send from outside of it.
 */
async function ingestTime(
  receiver: ReceiverWorker,
  url: string,
  batches: readonly Uint8Array<ArrayBuffer>[],
): Promise<number> {
  const headers = { "content-type": "application/x-protobuf", "x-flightdeck-workspace": TOKEN };
  const started = performance.now();
  const waiting = batches.values();
  const sender = async (): Promise<void> => {
    for (const body of waiting) {
      const reply = await fetch(url, { method: "POST", headers, body });
      if (!reply.ok) throw new Error(`the receiver said ${reply.status}`);
      await reply.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await receiver.request("list", { limit: 100 });
  return performance.now() - started;
}

/** Requests of ten spans, as an instrumented agent sends them. */
function batchOf(number: number): Uint8Array<ArrayBuffer> {
  const spans = Array.from({ length: TRACES }, (_, trace) => requestOf(`${number}-${trace}`)).flat();
  const { resourceSpans } = toOtlp(spans, { version: "1.0.0", content: true });
  // Spans of ours would be looked for in our recordings.
  const foreign = resourceSpans.map(({ scopeSpans, ...group }) => ({
    ...group,
    scopeSpans: scopeSpans.map((scoped) => ({ ...scoped, scope: { name: "support-bot", version: "1.0.0" } })),
  }));
  return Uint8Array.from(encodeTraces({ resourceSpans: foreign }));
}

const hex = (text: string, length: number): string =>
  createHash("sha256").update(text).digest("hex").slice(0, length);

function requestOf(name: string): readonly Span[] {
  const traceId = hex(name, 32) as TraceId;
  const idOf = (at: number): SpanId => hex(`${name}-${at}`, 16) as SpanId;
  return Array.from({ length: SPANS }, (_, at) => ({
    traceId,
    spanId: idOf(at),
    ...(at > 0 && { parentId: idOf(0) }),
    name: at === 0 ? "agent.run" : at % 2 === 0 ? "execute_tool search" : "chat claude-sonnet-5-5",
    kind: "internal",
    start: epochMs(1_795_000_000_000 + at * 10),
    end: epochMs(1_795_000_000_008 + at * 10),
    state: "ended",
    status: { code: "ok" },
    attributes:
      at % 2 === 0
        ? { "gen_ai.operation.name": at === 0 ? "invoke_agent" : "execute_tool", "session.id": name }
        : {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": "claude-sonnet-5-5",
            "gen_ai.usage.input_tokens": 1_200,
            "gen_ai.usage.output_tokens": 80,
            "gen_ai.input.messages": PROMPT,
          },
    events: [],
  }));
}
