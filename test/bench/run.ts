// `npm run bench`: measures every speed target beside a baseline of the same run.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { verdictOf, ratioOf, type Figure } from "./figure.ts";
import { parseBenchOptions, usage, type BenchOptions } from "./options.ts";
import { ROWS } from "./rows.ts";
import { failedLine, header, tableLine } from "./table.ts";

interface Measured {
  readonly row: string;
  /** Absent where it failed; the reason stands on standard error. */
  readonly figures?: readonly Figure[];
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function measure(row: string): Promise<Measured> {
  // Standard output is the table's.
  const child = fork(join(import.meta.dirname, "measure.ts"), [row], { stdio: ["ignore", 2, 2, "ipc"] });
  let figures: readonly Figure[] | undefined;
  child.on("message", (message) => (figures = message as readonly Figure[]));
  await once(child, "exit");
  return figures === undefined ? { row } : { row, figures };
}

async function measureAll({ rows, json }: BenchOptions): Promise<readonly Measured[]> {
  if (!json) print(header);
  const all: Measured[] = [];
  for (const row of rows) {
    const measured = await measure(row);
    all.push(measured);
    if (!json) print(measured.figures?.map((figure) => tableLine(row, figure)).join("\n") ?? failedLine(row));
  }
  return all;
}

const toJson = (all: readonly Measured[], ok: boolean): string =>
  JSON.stringify(
    {
      ok,
      rows: all.map(({ row, figures }) => ({
        row,
        figures: figures?.map((figure) => ({
          ...figure,
          ratio: ratioOf(figure),
          verdict: verdictOf(figure),
        })),
      })),
    },
    undefined,
    2,
  );

async function main(args: readonly string[]): Promise<number> {
  const options = parseBenchOptions(args, ROWS);
  const all = await measureAll(options);
  const ok = all.every(({ figures }) => figures?.every((figure) => verdictOf(figure) !== "MISSED") ?? false);
  if (options.json) print(toJson(all, ok));
  return ok ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exitCode = 2;
}
