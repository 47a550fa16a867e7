// Runs inside the extension host: VS Code calls `run` and waits for it.
import { appendFileSync } from "node:fs";
import { format } from "node:util";
import Mocha from "mocha";
import { countsVariable, writeCounts } from "../report/counts.ts";
import { runMocha } from "../report/run-mocha.ts";
import { orderVariable, type HostOrder } from "./order.ts";

const timeoutMs = 120_000;

/** @throws an Error when a test failed, so that a desktop VS Code ends with an exit code other than 0. */
export async function run(): Promise<void> {
  const order = JSON.parse(process.env[orderVariable] ?? "") as HostOrder;
  const print = (...line: unknown[]) => appendFileSync(order.output, `${format(...line)}\n`);
  Mocha.reporters.Base.consoleLog = print;
  process.env[countsVariable] = order.counts;
  process.setSourceMapsEnabled(true);
  const failures = await runMocha({ files: order.files, timeout: timeoutMs, color: order.color }).catch(
    (error: unknown) => {
      print(error);
      writeCounts(order.counts, { passed: 0, failed: 1 });
      return 1;
    },
  );
  if (failures > 0) throw new Error(`${failures} failed`);
}
