import { join } from "node:path";
import type { WorkerChannel } from "../../../src/core/ports.ts";
import type { ScanRequest } from "../../../src/engine/textScan.ts";
import { nodeWorkers } from "../../../src/node/workers.ts";
import { PATTERNS } from "../../../src/safeguards/injection/patterns.ts";
import type { Figure } from "../figure.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

const MB = 1_000_000;
const LIMIT_MS = 60;
const MOST_RATIO = 4.5;
const ROUNDS = 7;
const HELD = [`sk-ant-${"held".repeat(24)}`];

/** How long a worker takes to find the secrets and injections of a tool's result, the way there and back included. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    await buildRelease(folder);
    const worker = new ScanWorker(nodeWorkers(join(folder, "dist")).start("scan"));
    try {
      for (let round = 0; round < ROUNDS; round++) await worker.time(of(TYPICAL, MB));
      return [...(await compare(worker, "a typical result", TYPICAL)), ...(await worst(worker))];
    } finally {
      worker.dispose();
    }
  });

const TYPICAL =
  "2026-11-03 08:14:22 INFO order TT-1052 was sent to the customer, status 200, took 81 ms\nexport const total = (items) => items.reduce((sum, { price }) => sum + price, 0);\nThe user can change the password in the settings; the old one is ignored from then on.\n";

/** The same text over and over, of at least so many characters. */
const of = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length));

/** For each pattern a text that begins it again and again, and the beginnings of all kinds of secrets. */
const UNITS = [
  ...PATTERNS.map(({ words }) => `${words.replaceAll(/[{}~]/g, "")} `),
  ..."<system>|[inst]|![a](http://a?b=|assistant: |i g n o r e |1gn0re pr3v1ous |aGVsbG8gd29ybGQg".split("|"),
  ..."://|://a:|-----BEGIN|-----BEGIN PRIVATE KEY-----|sk-|_sk-|eyJ|eyJa.|SG.|AKIA|bot123456789|AccountKey=|npm_".split(
    "|",
  ),
];

/** The text that takes longest is found with short ones, then measured. */
async function worst(worker: ScanWorker): Promise<readonly Figure[]> {
  let slowest = { unit: "", took: 0 };
  for (const unit of UNITS) {
    const text = of(unit, MB / 4);
    const took = Math.min(await worker.time(text), await worker.time(text));
    if (took > slowest.took) slowest = { unit, took };
  }
  return compare(
    worker,
    `the worst of ${UNITS.length} made to be slow (${JSON.stringify(slowest.unit.trim())})`,
    slowest.unit,
  );
}

async function compare(worker: ScanWorker, name: string, unit: string): Promise<readonly Figure[]> {
  const [small, large] = [of(unit, MB), of(unit, 4 * MB)];
  const took: { one: number[]; four: number[] } = { one: [], four: [] };
  for (let round = 0; round < ROUNDS; round++) {
    took.one.push(await worker.time(small));
    took.four.push(await worker.time(large));
  }
  const one = median(took.one);
  return [
    {
      name: `1 MB of ${name}`,
      unit: "ms",
      value: one,
      target: { of: "value", limit: "at most", amount: LIMIT_MS },
    },
    {
      name: `4 MB of ${name}`,
      unit: "ms",
      value: median(took.four),
      baseline: { name: "1 MB", value: one },
      target: { of: "ratio", limit: "at most", amount: MOST_RATIO },
    },
  ];
}

class ScanWorker {
  readonly #channel: WorkerChannel;
  #answered: () => void = () => undefined;
  #id = 0;

  constructor(channel: WorkerChannel) {
    this.#channel = channel;
    channel.onMessage(() => this.#answered());
  }

  /** Milliseconds from sending a text to its answer. */
  async time(text: string): Promise<number> {
    const answered = new Promise<void>((resolve) => (this.#answered = resolve));
    const sent = performance.now();
    this.#channel.post({ id: this.#id++, text, held: HELD } satisfies ScanRequest);
    await answered;
    return performance.now() - sent;
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
