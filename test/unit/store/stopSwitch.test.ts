import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReserveRequest } from "../../../src/core/budget.ts";
import type { RequestId, SessionId, TurnId } from "../../../src/core/ids.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { FileLedger } from "../../../src/store/ledger.ts";
import { StopSwitch } from "../../../src/store/stopSwitch.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const request = (id: string): ReserveRequest => ({
  request: id as RequestId,
  session: "s" as SessionId,
  turn: "t" as TurnId,
  model: "anthropic/model",
  amount: nanoUsd(5),
  caps: [],
});

function setUp(storage = new MemoryStorage()) {
  const clock = new VirtualClock();
  const options = { storage, clock, home: "/home" };
  return {
    storage,
    clock,
    stops: () => new StopSwitch(options),
    ledger: (kind: "metered" | "simulated" = "metered") => new FileLedger({ ...options, kind }),
  };
}

describe("the emergency stop", () => {
  const folder = useTempFolder();

  it("denies every reservation, of real and of simulated money, until it is lifted", async () => {
    const { stops, ledger } = setUp();
    await stops().stop("a test");
    for (const kind of ["metered", "simulated"] as const) {
      const admission = await ledger(kind).reserve(request(kind));
      assert.ok("stopped" in admission, "nothing may be admitted");
      assert.equal(admission.stopped.by, "a test");
    }
    await stops().lift("a test");
    assert.ok((await ledger().reserve(request("later"))).admitted);
  });

  it("leaves nothing reserved, whether it came before the reservation or in its middle", async () => {
    const { stops, ledger } = setUp();
    const books = ledger();
    const reserving = books.reserve(request("early"));
    await stops().stop("a test");
    await reserving;
    await books.reserve(request("late"));
    const { reserved } = (await ledger().status()).day;
    const { admitted } = await reserving;
    assert.equal(reserved, admitted ? 5 : 0);
  });

  it("holds beyond the end of the month", async () => {
    const { clock, stops, ledger } = setUp();
    await stops().stop("a test");
    await clock.advance(40 * 86_400_000);
    assert.ok("stopped" in (await ledger().reserve(request("next month"))));
  });

  it("is not lifted by a damaged line", async () => {
    const storage = new NodeStorage();
    const home = folder().path;
    const stops = new StopSwitch({ storage, clock: new VirtualClock(), home });
    await stops.stop("a test");
    await appendFile(
      join(home, "ledger", "stop.jsonl"),
      '\n{"op":"lift","t":1,"by":"nobody","c":"00000000"}\n',
    );
    assert.ok(await new StopSwitch({ storage, clock: new VirtualClock(), home }).state());
  });

  it("reaches another process", async () => {
    const home = folder().path;
    const child = fork(fileURLToPath(new URL("stopWatcher.ts", import.meta.url)), [home]);
    const exited = once(child, "exit");
    await once(child, "message");
    const heard = once(child, "message") as Promise<[{ readonly by: string }]>;
    await new StopSwitch({ storage: new NodeStorage(), clock: new VirtualClock(), home }).stop("a test");
    const [{ by }] = await heard;
    await exited;
    assert.equal(by, "a test");
  });
});
