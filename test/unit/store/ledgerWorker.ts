import type { RequestId, SessionId, TurnId } from "../../../src/core/ids.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { FileLedger } from "../../../src/store/ledger.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

/** Tries 50 reservations of 10 under a cap of 1,000, ten at a time, and says how many were admitted. */
const [home = "", name = ""] = process.argv.slice(2);
const ledger = new FileLedger({
  storage: new NodeStorage(),
  clock: new VirtualClock(),
  home,
  kind: "metered",
});
let admitted = 0;

const reserve = async (n: number): Promise<void> => {
  const outcome = await ledger.reserve({
    request: `${name}-${n}` as RequestId,
    session: name as SessionId,
    turn: name as TurnId,
    model: "anthropic/model",
    amount: nanoUsd(10),
    caps: [{ scope: "day", limit: nanoUsd(1_000) }],
  });
  if (!outcome.admitted) return;
  admitted++;
  if (n % 2 === 0) await outcome.reservation.settle(nanoUsd(10));
};

for (let round = 0; round < 5; round++) {
  await Promise.all(Array.from({ length: 10 }, (_, n) => reserve(round * 10 + n)));
}
await ledger.close();
process.send?.(admitted);
