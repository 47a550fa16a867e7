import { readFile } from "node:fs/promises";
import { readCounts, type Counts } from "../report/counts.ts";
import { until } from "../workbench/until.ts";
import type { HostOrder } from "./order.ts";

const limitMs = 10 * 60_000;

/**
 * Shows the output of tests in an extension host as it comes, until their counts are there.
 * @param ended why nothing more will come, undefined as long as the extension host may still live.
 * @throws an Error when the extension host ends before its tests do, or they take over ten minutes.
 */
export async function follow(order: HostOrder, ended: () => string | undefined): Promise<Counts> {
  let shown = 0;
  return until("the tests in the extension host", limitMs, async () => {
    const reason = ended(); // both before the output, so that none is missed
    const counts = await readCounts(order.counts);
    const output = await readFile(order.output).catch(() => Buffer.alloc(0));
    process.stdout.write(output.subarray(shown));
    shown = output.length;
    if (counts === undefined && reason !== undefined) throw new Error(reason);
    return counts;
  });
}
