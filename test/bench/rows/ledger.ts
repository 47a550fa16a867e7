import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

/** In ms. */
export interface LedgerTimes {
  readonly subject: number[];
  readonly baseline: number[];
}

const PROCESSES = 8;

/** How long a reservation takes to be admitted while seven other processes reserve and settle as well. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const all = await Promise.all(Array.from({ length: PROCESSES }, (_, number) => timesOf(folder, number)));
    return [
      {
        name: `a ledger admission among ${PROCESSES} processes`,
        unit: "ms",
        value: median(all.flatMap(({ subject }) => subject)),
        baseline: { name: "write and fdatasync", value: median(all.flatMap(({ baseline }) => baseline)) },
        target: { of: "ratio", limit: "at most", amount: 5 },
      },
    ];
  });

async function timesOf(folder: string, number: number): Promise<LedgerTimes> {
  const worker = join(import.meta.dirname, "../ledgerWorker.ts");
  const child = fork(worker, [folder, String(number)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [times] = (await once(child, "message")) as [LedgerTimes];
  return times;
}
