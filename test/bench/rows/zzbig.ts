import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LineBody, RecordedLine } from "../../../src/core/lines.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { encodeLine } from "../../../src/recording/format.ts";
import { readRecording } from "../../../src/recording/reader.ts";
import { openPlayback } from "../../../src/views/playback/openPlayback.ts";
import type { Playback } from "../../../src/views/playback/playback.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { RecordedRun, type ScriptedStep } from "../../support/traces/recordedRun.ts";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";
import { alternate } from "../statistics.ts";

/** A model call is a step, a tool call is one. */
const STEPS = 120_000;
const STEPS_PER_TURN = 40;
const ROUNDS = 5;
const MOVES = 2_000;
/** What the page asks for. */
const ITEMS = 60;

/** What it costs to open a long recording for play-back, and to move the playhead in it. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const path = join(folder, "recording.jsonl");
    await writeFile(path, longRecording());
    const storage = new NodeStorage();
    const read = async (): Promise<void> => {
      for await (const item of readRecording(storage, path))
        if (item.kind === "problem") throw new Error(item.problem);
    };
    const open = async (): Promise<void> => void (await openPlayback(readRecording(storage, path)));
    const { subject, baseline } = await alternate(ROUNDS, {
      subject: () => timed(open),
      baseline: () => timed(read),
    });
    const { playback } = await openPlayback(readRecording(storage, path));
    return [
      {
        name: `opening ${STEPS.toLocaleString("en-US")} steps`,
        unit: "ms",
        value: subject,
        baseline: { name: "reading and parsing its lines", value: baseline },
        target: { of: "ratio", limit: "at most", amount: 3 },
      },
      {
        name: "moving the playhead anywhere, p95",
        unit: "ms",
        value: p95(moves(playback)),
        baseline: { name: "the next line", value: p95(nextLines(playback)) },
        target: { of: "value", limit: "at most", amount: 16 },
      },
    ];
  });

async function timed(work: () => Promise<void>): Promise<readonly number[]> {
  const started = performance.now();
  await work();
  return [performance.now() - started];
}

/** The state as it reaches the page: looked up, and copied once as between threads. */
function move(playback: Playback, position: number): number {
  const started = performance.now();
  structuredClone(playback.state({ position, count: ITEMS, have: [] }));
  return performance.now() - started;
}

function moves(playback: Playback): readonly number[] {
  const random = seededRandom(7);
  return Array.from({ length: MOVES }, () => move(playback, Math.ceil(random.next() * playback.length)));
}

const nextLines = (playback: Playback): readonly number[] =>
  Array.from({ length: MOVES }, (_, at) => move(playback, (playback.length >> 1) + at));

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

const STEP: ScriptedStep = {
  text: "I'll read the next file and see what the client does with a refused refund.",
  usage: { cacheRead: 6_000, cacheWrite5m: 200, output: 90 },
  firstToken: 400,
  duration: 1_200,
  tools: [
    {
      name: "read_file",
      title: "src/refunds.py:1-40",
      input: { path: "src/refunds.py", start_line: 1, end_line: 40 },
      output: "def refund(order: Order, amount: Decimal) -> Refund:\n    ...\n".repeat(12),
      duration: 14,
    },
  ],
};

/** Messages that a model is sent at most, as where older ones were left out for it. */
const MOST_SENT = 60;

export function longRecording(): string {
  const run = new RecordedRun({ provider: "anthropic", id: "claude-sonnet-5-5" });
  run.header("A long day", "You are a careful programmer.", ["read_file"]);
  const steps = Array.from({ length: STEPS_PER_TURN / 2 }, () => STEP);
  const parts: string[] = [];
  for (let turn = 0; turn < STEPS / STEPS_PER_TURN; turn++) {
    run.turn({ prompt: `Go on with part ${turn}.`, steps });
    run.pass(30_000);
    for (const line of run.lines.splice(0)) parts.push(encoded(line, parts.length));
  }
  return parts.join("");
}

function encoded(line: RecordedLine, seq: number): string {
  const body: LineBody =
    line.type === "request"
      ? { ...line, data: { ...line.data, messages: line.data.messages.slice(-MOST_SENT) } }
      : line;
  return encodeLine(seq, line.wall, line.mono, body);
}
