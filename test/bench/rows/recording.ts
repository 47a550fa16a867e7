import { open } from "node:fs/promises";
import { join } from "node:path";
import { Bench } from "tinybench";
import type { LineBody } from "../../../src/core/lines.ts";
import { NodeClock } from "../../../src/node/clock.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { FORMAT_VERSION } from "../../../src/recording/format.ts";
import { Redactor } from "../../../src/recording/redaction.ts";
import { RecordingWriter } from "../../../src/recording/writer.ts";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";
import { simulatedLines } from "../simulatedLines.ts";
import { median } from "../statistics.ts";
import { typicalLines } from "../typicalLines.ts";

/** Lines that go out together: each on its own, and so many that only the processor counts. */
const BURSTS = [1, 100] as const;
const ROUNDS = 9;
const BENCH = { time: 100, warmupTime: 30, iterations: 8, warmupIterations: 4, throws: true };
const RECORDING = "recording";
const PLAIN = "stringify and write";
const HELD_KEY = `sk-ant-${"held".repeat(24)}`;

/** How fast lines get from objects to the disk, beside the least that could be done. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const kinds = {
      "549-byte lines": typicalLines(2_000),
      "a simulated session's lines": await simulatedLines(join(folder, "session")),
    };
    const figures: Figure[] = [];
    for (const [kind, bodies] of Object.entries(kinds)) {
      for (const burst of BURSTS) figures.push(await compare(folder, kind, bodies, burst));
    }
    return figures;
  });

async function compare(
  folder: string,
  kind: string,
  bodies: readonly LineBody[],
  burst: number,
): Promise<Figure> {
  const rates: Record<string, number[]> = { [RECORDING]: [], [PLAIN]: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const recording = await recorder(join(folder, `recording-${round}`));
    const plain = await plainWriter(join(folder, `plain-${round}`));
    const bench = new Bench(BENCH)
      .add(
        PLAIN,
        inBursts(bodies, burst, (lines) => plain.write(lines)),
      )
      .add(
        RECORDING,
        inBursts(bodies, burst, (lines) => recording.write(lines)),
      );
    for (const { name, result } of await bench.run()) {
      if (result.state === "completed") rates[name]?.push((1000 * burst) / result.latency.p50);
    }
    await Promise.all([recording.close(), plain.close()]);
  }
  return {
    name: `${kind}, ${burst === 1 ? "one by one" : `${burst} at once`}`,
    unit: "lines/s",
    value: median(rates[RECORDING] ?? []),
    baseline: { name: PLAIN, value: median(rates[PLAIN] ?? []) },
    target: { of: "ratio", limit: "at least", amount: 0.3 },
  };
}

/** A function that writes the next lines at each call, over and over. */
function inBursts(
  bodies: readonly LineBody[],
  burst: number,
  write: (lines: readonly LineBody[]) => Promise<void>,
): () => Promise<void> {
  let next = 0;
  return () => {
    const lines = Array.from({ length: burst }, () => bodies[next++ % bodies.length] as LineBody);
    return write(lines);
  };
}

interface LineWriter {
  /** Settles when the system has the lines. */
  write(lines: readonly LineBody[]): Promise<void>;
  close(): Promise<void>;
}

/** As a session records: secrets are taken out of text that enters, each line is sealed. */
async function recorder(folder: string): Promise<LineWriter> {
  const storage = new NodeStorage();
  const redactor = new Redactor(() => [HELD_KEY]);
  const appender = await storage.appender(join(folder, "recording.jsonl"));
  const writer = new RecordingWriter({ appender, storage, folder, clock: new NodeClock(), nextSeq: 0 });
  return {
    write(lines) {
      for (const line of lines) writer.record(redacted(line, redactor));
      return writer.flush();
    },
    close: () => writer.close(),
  };
}

/** What a person wrote and what tools returned is looked through; what the model wrote is not. */
function redacted(body: LineBody, redactor: Redactor): LineBody {
  if (body.type === "tool") {
    return { ...body, data: { ...body.data, text: redactor.redact(body.data.text).text } };
  }
  if (body.type !== "message" || body.data.role !== "user") return body;
  const content = body.data.content.map((block) =>
    block.type === "text" ? { ...block, text: redactor.redact(block.text).text } : block,
  );
  return { ...body, data: { ...body.data, content } };
}

async function plainWriter(path: string): Promise<LineWriter> {
  const file = await open(path, "a");
  let seq = 0;
  return {
    async write(lines) {
      let text = "";
      for (const { type, data } of lines) {
        text += `${JSON.stringify({ v: FORMAT_VERSION, seq: seq++, t: Date.now(), m: performance.now(), type, data })}\n`;
      }
      await file.write(text);
    },
    close: () => file.close(),
  };
}
