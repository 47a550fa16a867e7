import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import type { Admission, Cap, Reservation, ReserveRequest } from "../../../src/core/budget.ts";
import { FlightdeckError } from "../../../src/core/failure.ts";
import type { RequestId, SessionId, TurnId } from "../../../src/core/ids.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { FileLedger } from "../../../src/store/ledger.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const HOME = "/home";
const NOVEMBER = "/home/ledger/2026-11.jsonl";
const daily = (limit: number): readonly Cap[] => [{ scope: "day", limit: nanoUsd(limit) }];

let calls = 0;
const request = (amount: number, caps: readonly Cap[] = [], id = `r${++calls}`): ReserveRequest => ({
  request: id as RequestId,
  session: "session" as SessionId,
  turn: "turn" as TurnId,
  model: "anthropic/model",
  amount: nanoUsd(amount),
  caps,
});

function setUp(clock = new VirtualClock(), storage = new MemoryStorage()) {
  const open = (): FileLedger => new FileLedger({ storage, clock, home: HOME, kind: "metered" });
  return { storage, clock, open };
}

function admitted(admission: Admission): Reservation {
  assert.ok(admission.admitted, "it should have been admitted");
  return admission.reservation;
}

const isStorageError = (error: unknown): boolean =>
  error instanceof FlightdeckError && error.failure === "storage";

describe("the budget ledger", () => {
  it("holds a reservation in full until it is settled, for every process that reads it", async () => {
    const { open } = setUp();
    const [mine, other] = [open(), open()];
    const reservation = admitted(await mine.reserve(request(60, daily(100))));
    assert.equal(await other.left(request(0, daily(100))), 40);
    assert.deepEqual((await other.status()).day, { settled: 0, reserved: 60, uncertain: 0, calls: 1 });
    await reservation.settle(nanoUsd(10));
    await reservation.settle(nanoUsd(50));
    assert.deepEqual((await other.status()).day, { settled: 10, reserved: 0, uncertain: 0, calls: 1 });
    assert.equal(await mine.left(request(0)), undefined);
  });

  it("refuses a home on a network file system, and says how to move it", async () => {
    const { open, storage } = setUp();
    storage.network = "nfs";
    const refusal: unknown = await open()
      .reserve(request(1))
      .catch((error: unknown) => error);
    assert.ok(refusal instanceof FlightdeckError);
    assert.match(refusal.message, /network file system \(nfs\)/);
    assert.match(refusal.advice, /FLIGHTDECK_STORAGE/);
    storage.network = undefined;
    admitted(await open().reserve(request(1)));
  });

  it("does not admit what a cap has no room for, and says which, how much is left and when it resets", async () => {
    const { open } = setUp();
    const ledger = open();
    admitted(await ledger.reserve(request(70)));
    assert.deepEqual(
      await ledger.reserve(request(31, [...daily(100), { scope: "month", limit: nanoUsd(200) }])),
      {
        admitted: false,
        cap: daily(100)[0],
        left: 30,
        resets: Date.parse("2026-11-23T00:00:00Z"),
      },
    );
    const turnCap: Cap = { scope: "turn", limit: nanoUsd(80) };
    assert.deepEqual(await ledger.reserve(request(11, [turnCap])), {
      admitted: false,
      cap: turnCap,
      left: 10,
    });
  });

  it("says what was spent today by model, and where the day will end at this pace", async () => {
    const { open, clock } = setUp(new VirtualClock({ start: "2026-11-22T00:30:00Z" }));
    const ledger = open();
    await admitted(await ledger.reserve(request(100))).settle(nanoUsd(50));
    assert.equal((await ledger.status()).forecast, undefined);
    clock.set("2026-11-22T06:00:00Z");
    const status = await ledger.status();
    assert.deepEqual([status.today, status.zone, status.forecast], ["2026-11-22", "UTC", 200]);
    assert.deepEqual(status.models, [{ model: "anthropic/model", settled: 50, calls: 1 }]);
  });

  it("keeps simulated money apart", async () => {
    const { open, storage, clock } = setUp();
    const simulated = new FileLedger({ storage, clock, home: HOME, kind: "simulated" });
    admitted(await simulated.reserve(request(60)));
    assert.equal((await open().status()).day.reserved, 0);
  });
});

describe("the budget ledger at midnight", () => {
  it("begins a new day and a new month where the clocks of its zone do", async () => {
    const clock = new VirtualClock({ start: "2026-11-30T22:59:00Z", zone: "Europe/Berlin" });
    const { open } = setUp(clock);
    const ledger = open();
    const month: Cap = { scope: "month", limit: nanoUsd(100) };
    const evening = admitted(await ledger.reserve(request(80, [...daily(100), month])));
    clock.set("2026-11-30T23:01:00Z");
    assert.equal(await ledger.left(request(0, [...daily(100), month])), 100);
    await evening.settle(nanoUsd(90));
    const { today, day, month: december } = await ledger.status();
    assert.deepEqual([today, day.settled, december.settled], ["2026-12-01", 0, 0]);
    clock.set("2026-11-30T22:59:30Z");
    assert.equal((await open().status()).month.settled, 90, "what was reserved before counts before");
  });

  it("keeps the zone of whoever wrote it first, so that all agree when a day ends", async () => {
    const storage = new MemoryStorage();
    const tokyo = setUp(
      new VirtualClock({ start: "2026-11-22T16:00:00Z", zone: "Asia/Tokyo" }),
      storage,
    ).open();
    const utc = setUp(new VirtualClock({ start: "2026-11-22T16:00:00Z" }), storage).open();
    admitted(await tokyo.reserve(request(10)));
    assert.deepEqual([(await utc.status()).today, (await utc.status()).day.reserved], ["2026-11-23", 10]);
  });
});

describe("the budget ledger among processes", () => {
  /** One of two instances reserves, settles, or is replaced as after a crash; or a torn line gets in. */
  const step = fc.record({
    who: fc.nat(1),
    act: fc.constantFrom("reserve", "reserve", "reserve", "settle", "crash", "tear"),
    amount: fc.integer({ min: 1, max: 60 }),
    wait: fc.boolean(),
  });

  it("comes to one verdict in all of them, never above the cap, whatever happens in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { open, storage } = setUp();
        const limit = 100;
        const ledgers = [open(), open()];
        const reservations: Reservation[] = [];
        const running: Promise<unknown>[] = [];
        for (const { who, act, amount, wait } of steps) {
          const ledger = ledgers[who] ?? open();
          if (act === "crash") ledgers[who] = open();
          if (act === "tear") storage.files.set(NOVEMBER, Buffer.concat([storage.files.get(NOVEMBER) ?? Buffer.alloc(0), Buffer.from('\n{"op":"reserve","id":"x')])); // prettier-ignore
          if (act === "reserve") {
            const reserving = ledger.reserve(request(amount, daily(limit)));
            running.push(
              reserving.then((outcome) => outcome.admitted && reservations.push(outcome.reservation)),
            );
          }
          if (act === "settle") {
            const reservation = reservations[amount % (reservations.length || 1)];
            if (reservation) running.push(reservation.settle(nanoUsd(Math.floor(reservation.amount / 2))));
          }
          if (wait) await Promise.all(running);
        }
        await Promise.all(running);
        const [one, two] = await Promise.all([ledgers[0]?.status(), ledgers[1]?.status()]);
        assert.deepEqual(one, two);
        const { settled = 0, reserved = 0, calls: count } = one?.day ?? {};
        assert.ok(settled + reserved <= limit);
        assert.equal(count, reservations.length, "what was admitted is what the file says");
      }),
      { numRuns: 60 },
    );
  });

  it("settles what a vanished process left open to what its recording says, in whatever month it was", async () => {
    const clock = new VirtualClock({ start: "2026-10-31T23:00:00Z" });
    const { open } = setUp(clock);
    const before = open();
    for (const id of ["known", "lost"]) admitted(await before.reserve(request(50, [], id)));
    await admitted(await before.reserve(request(50, [], "settled"))).settle(nanoUsd(7));
    clock.set("2026-11-01T01:00:00Z");
    admitted(await before.reserve(request(50, [], "never left")));
    admitted(await before.reserve({ ...request(50, [], "another's"), session: "other" as SessionId }));
    clock.set("2026-12-02T00:00:00Z");
    const bills = new Map([
      ["known", { amount: nanoUsd(20), uncertain: false }],
      ["lost", { amount: nanoUsd(50), uncertain: true }],
    ]);
    const nothing = { amount: nanoUsd(0), uncertain: false };
    const since = Date.parse("2026-10-31T22:00:00Z") as never;
    const settleLost = (): Promise<void> =>
      open().settleLost("session" as SessionId, since, (id) => bills.get(id) ?? nothing);
    await settleLost();
    await settleLost();
    clock.set("2026-10-31T23:30:00Z");
    assert.deepEqual((await open().status()).month, { settled: 77, reserved: 0, uncertain: 50, calls: 3 });
    clock.set("2026-11-20T00:00:00Z");
    assert.deepEqual((await open().status()).month, { settled: 0, reserved: 50, uncertain: 0, calls: 2 });
  });
});

describe("the budget ledger on a disk that fails", () => {
  it("admits nothing where the disk is full, and goes on when it has room again", async () => {
    const { open, storage } = setUp();
    const ledger = open();
    admitted(await ledger.reserve(request(10)));
    for (const written of [0, 1, 40]) {
      storage.appendFault = () => ({ written, code: "ENOSPC" });
      await assert.rejects(ledger.reserve(request(20)), isStorageError);
    }
    storage.appendFault = () => undefined;
    admitted(await ledger.reserve(request(30)));
    assert.deepEqual((await open().status()).day, { settled: 0, reserved: 40, uncertain: 0, calls: 2 });
  });

  it("admits nothing where its folder cannot be written or its file not be read", async () => {
    for (const [operation, code] of [
      ["createExclusive", "EROFS"],
      ["appender", "EACCES"],
      ["read", "EIO"],
    ] as const) {
      const { open, storage } = setUp();
      storage.files.set(NOVEMBER, Buffer.from("what another process wrote"));
      storage.fault = (asked, path) =>
        asked === operation && (operation !== "read" || path === NOVEMBER) ? code : undefined;
      await assert.rejects(open().reserve(request(20)), isStorageError);
      if (operation !== "appender") await assert.rejects(open().status(), isStorageError);
    }
  });

  it("writes a settlement that the disk did not take with the next line, and counts in full until then", async () => {
    const { open, storage } = setUp();
    const ledger = open();
    const reservation = admitted(await ledger.reserve(request(60)));
    storage.appendFault = () => ({ written: 3, code: "ENOSPC" });
    await assert.rejects(reservation.settle(nanoUsd(5)), isStorageError);
    assert.equal((await open().status()).day.reserved, 60);
    storage.appendFault = () => undefined;
    admitted(await ledger.reserve(request(1)));
    assert.deepEqual((await open().status()).day, { settled: 5, reserved: 1, uncertain: 0, calls: 2 });
  });

  it("says what is wrong where its zone is spoilt", async () => {
    const { open, storage } = setUp();
    storage.files.set("/home/ledger/zone", Buffer.from("Middle/Earth"));
    await assert.rejects(open().reserve(request(1)), { failure: "storage", message: /Middle\/Earth/ });
  });
});

describe("the budget ledger on the real disk", () => {
  const folder = useTempFolder();

  it("admits as much as fits and no more, when four processes reserve at once", async () => {
    const worker = fileURLToPath(new URL("./ledgerWorker.ts", import.meta.url));
    const counts = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => {
        const child = fork(worker, [folder().path, String(seed)]);
        const [count] = (await once(child, "message")) as [number];
        await once(child, "exit");
        return count;
      }),
    );
    const ledger = new FileLedger({
      storage: new NodeStorage(),
      clock: new VirtualClock(),
      home: folder().path,
      kind: "metered",
    });
    const { day } = await ledger.status();
    assert.equal(
      day.calls,
      counts.reduce((sum, count) => sum + count, 0),
    );
    assert.equal(day.reserved + day.settled, 1_000, "100 reservations of 10 fit exactly");
  });

  it("is readable where its folder is read-only", async () => {
    const { storage, clock } = { storage: new NodeStorage(), clock: new VirtualClock() };
    const open = (): FileLedger => new FileLedger({ storage, clock, home: folder().path, kind: "metered" });
    const ledger = open();
    admitted(await ledger.reserve(request(10)));
    await ledger.close();
    await chmod(folder().at("ledger"), 0o500);
    assert.equal((await open().status()).day.reserved, 10);
    await chmod(folder().at("ledger"), 0o700);
    assert.deepEqual((await readdir(folder().at("ledger"))).toSorted(), ["2026-11.jsonl", "zone"]);
  });
});
