// One of the processes of the row `ledger`: reserves and settles, and in turn writes a line of its own to the disk.
// Sends the times of each in ms.
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { RequestId, SessionId, TurnId } from "../../src/core/ids.ts";
import { sealLine } from "../../src/core/lineFile.ts";
import { fromUsd, nanoUsd } from "../../src/core/units.ts";
import { NodeClock } from "../../src/node/clock.ts";
import { NodeStorage } from "../../src/node/storage.ts";
import { FileLedger } from "../../src/store/ledger.ts";
import type { LedgerTimes } from "./rows/ledger.ts";

const ROUNDS = 20;
const PER_ROUND = 5;
const [folder = "", worker = ""] = process.argv.slice(2);

const ledger = new FileLedger({
  storage: new NodeStorage(),
  clock: new NodeClock(),
  home: folder,
  kind: "metered",
});
const file = await open(join(folder, `plain-${worker}`), "a");
const line = Buffer.from(sealLine({ op: "reserve", ...requestOf(0), day: "2026-11-22", t: Date.now() }));

function requestOf(number: number) {
  return {
    request: `01m81vxerh1zk942yj-${worker}-${number}` as RequestId,
    session: `01m81vxerh1zk942yjmndjaq-${worker}` as SessionId,
    turn: `01m81vxerh1zk942yjmndjaq-${worker}` as TurnId,
    model: "anthropic/claude-sonnet-5-5",
    amount: nanoUsd(10_000_000),
    caps: [
      { scope: "day", limit: fromUsd(10_000) },
      { scope: "month", limit: fromUsd(10_000) },
    ] as const,
  };
}

async function admit(number: number): Promise<number> {
  const began = performance.now();
  const admission = await ledger.reserve(requestOf(number));
  const took = performance.now() - began;
  if (!admission.admitted) throw new Error("The bench has run out of money.");
  await admission.reservation.settle(nanoUsd(1_000_000));
  return took;
}

async function writePlainly(): Promise<number> {
  const began = performance.now();
  await file.write(line);
  await file.datasync();
  return performance.now() - began;
}

const times: LedgerTimes = { subject: [], baseline: [] };
for (let round = 0; round <= ROUNDS; round++) {
  for (let i = 0; i < PER_ROUND; i++) {
    const [subject, baseline] = [await admit(round * PER_ROUND + i), await writePlainly()];
    // The first round only warms up.
    if (round === 0) continue;
    times.subject.push(subject);
    times.baseline.push(baseline);
  }
}
await file.close();
await ledger.close();
process.send?.(times);
