import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Cap, Reservation } from "../../../src/core/budget.ts";
import type { RequestId, SessionId, TurnId } from "../../../src/core/ids.ts";
import { sealLine } from "../../../src/core/lineFile.ts";
import type { Appender } from "../../../src/core/ports.ts";
import { epochMs, nanoUsd } from "../../../src/core/units.ts";
import { FileLedger } from "../../../src/store/ledger.ts";
import { MemoryStorage, type AppendFault } from "../../support/memoryStorage.ts";
import {
  countOf,
  judge,
  overshootOf,
  sum,
  wholeLines,
  type NaiveCall,
} from "../../support/store/naiveLedger.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const HOME = "/home";
const LEDGER = "/home/ledger";

/** A disk on which the operations of all processes end in whatever order the scheduler finds. */
class ScheduledStorage extends MemoryStorage {
  readonly #scheduler: fc.Scheduler;
  nextFault: AppendFault | undefined;

  constructor(scheduler: fc.Scheduler) {
    super();
    this.#scheduler = scheduler;
    this.appendFault = () => {
      const fault = this.nextFault;
      this.nextFault = undefined;
      return fault;
    };
  }

  override async appender(path: string): Promise<Appender> {
    const appender = await super.appender(path);
    const append = async (bytes: Uint8Array): Promise<void> => {
      await this.#turn();
      await appender.append(bytes);
    };
    return { ...appender, append };
  }

  override async read(path: string, offset?: number, length?: number): Promise<Uint8Array> {
    await this.#turn();
    return super.read(path, offset, length);
  }

  override async size(path: string): Promise<number | undefined> {
    await this.#turn();
    return super.size(path);
  }

  #turn(): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve());
  }
}

const amount = fc.integer({ min: 0, max: 60 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant("reserve" as const), amount }) },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant("settle" as const), amount, uncertain: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("cancel" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant("crash" as const), torn: fc.integer({ min: 0, max: 300 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("short write" as const), written: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("midnight" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const limit = fc.integer({ min: 0, max: 200 }).map(nanoUsd);
/** Each process has a cap per day, and perhaps others. */
const capsOfOne = fc
  .record({ day: limit, month: fc.option(limit), session: fc.option(limit), turn: fc.option(limit) })
  .map((limits) =>
    (["day", "month", "session", "turn"] as const).flatMap((scope): readonly Cap[] => {
      const most = limits[scope];
      return most === null ? [] : [{ scope, limit: most }];
    }),
  );
const scenario = fc.record({
  processes: fc.array(fc.record({ caps: capsOfOne, steps: fc.array(step, { maxLength: 12 }) }), {
    minLength: 2,
    maxLength: 8,
  }),
  start: fc.constantFrom("2026-11-22T23:59:00Z", "2026-11-30T23:59:00Z"),
  scheduler: fc.scheduler(),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

/** A machine with its processes, and what each of them was told. */
class Machine {
  readonly storage: ScheduledStorage;
  readonly clock: VirtualClock;
  readonly told = new Map<string, boolean>();
  readonly sessions = new Set<SessionId>();
  #requests = 0;

  constructor({ start, scheduler }: Scenario) {
    this.storage = new ScheduledStorage(scheduler);
    this.clock = new VirtualClock({ start });
  }

  open(): FileLedger {
    return new FileLedger({ storage: this.storage, clock: this.clock, home: HOME, kind: "metered" });
  }

  async run(who: number, caps: readonly Cap[], steps: readonly Step[]): Promise<void> {
    let ledger = this.open();
    let life = 0;
    let open: Reservation[] = [];
    for (const each of steps) {
      const session = `session-${who}-${life}` as SessionId;
      this.sessions.add(session);
      switch (each.act) {
        case "reserve": {
          const reservation = await this.#reserve(ledger, session, caps, each.amount);
          if (reservation !== undefined) open.push(reservation);
          break;
        }
        case "settle":
          await open
            .shift()
            ?.settle(nanoUsd(each.amount), each.uncertain)
            .catch(() => undefined);
          break;
        case "cancel":
          await open
            .shift()
            ?.settle(nanoUsd(0))
            .catch(() => undefined);
          break;
        case "crash":
          this.#tear(session, caps, each.torn);
          ledger = this.open();
          open = [];
          life++;
          break;
        case "short write":
          this.storage.nextFault = { written: each.written, code: "ENOSPC" };
          break;
        case "midnight":
          await this.clock.advance(60_000 * (1 + who));
          break;
      }
    }
  }

  /** Undefined where it is denied, or the disk does not take it. */
  async #reserve(
    ledger: FileLedger,
    session: SessionId,
    caps: readonly Cap[],
    most: number,
  ): Promise<Reservation | undefined> {
    const request = `r${++this.#requests}` as RequestId;
    const turn = `${session}-turn` as TurnId;
    const asked = { request, session, turn, model: `m${most % 3}`, amount: nanoUsd(most), caps };
    const admission = await ledger.reserve(asked).catch(() => undefined);
    if (admission === undefined) return undefined;
    this.told.set(request, admission.admitted);
    return admission.admitted ? admission.reservation : undefined;
  }

  /** A process that dies while it writes leaves the beginning of a line. */
  #tear(session: SessionId, caps: readonly Cap[], length: number): void {
    const line = {
      op: "reserve",
      id: "torn",
      t: 0,
      day: "2026-11-22",
      session,
      turn: "t",
      model: "m",
      amount: 1,
      caps,
    };
    const path = this.storage.in(LEDGER).find((name) => name.endsWith(".jsonl"));
    if (path === undefined) return;
    const bytes = Buffer.from(sealLine(line));
    const before = this.storage.files.get(path) ?? Buffer.alloc(0);
    this.storage.files.set(
      path,
      Buffer.concat([before, bytes.subarray(0, Math.min(length, bytes.length - 2))]),
    );
  }

  /** By month. */
  months(): readonly (readonly [string, ReturnType<typeof judge>])[] {
    return this.storage
      .in(LEDGER)
      .filter((path) => path.endsWith(".jsonl"))
      .map((path) => [
        path.slice(-13, -6),
        judge(wholeLines(this.storage.files.get(path)?.toString() ?? "")),
      ]);
  }
}

async function play(played: Scenario): Promise<Machine> {
  const machine = new Machine(played);
  const running = Promise.all(played.processes.map(({ caps, steps }, who) => machine.run(who, caps, steps)));
  await played.scheduler.waitFor(running);
  return machine;
}

/** What the ledger itself says at its clock's time, apart from the scheduler. */
async function statusOf({ storage, clock }: Machine) {
  const quiet = new MemoryStorage();
  for (const [path, content] of storage.files) quiet.files.set(path, content);
  const ledger = new FileLedger({ storage: quiet, clock, home: HOME, kind: "metered" });
  return { ledger, status: await ledger.status() };
}

const settledOf = (calls: readonly NaiveCall[]): number => sum(calls.map(({ settled = 0 }) => settled));

const holds = (name: string, check: (machine: Machine, played: Scenario) => void | Promise<void>): void => {
  it(name, () =>
    fc.assert(
      fc.asyncProperty(scenario, async (played) => check(await play(played), played)),
      { numRuns: 150 },
    ),
  );
};

describe("the budget ledger under any interleaving of up to eight processes", () => {
  holds("admits what fits and nothing else, and tells each process what the file says", (machine) => {
    const { told } = machine;
    const months = machine.months();
    const verdicts = new Map(months.flatMap(([, { verdicts: each }]) => [...each]));
    for (const [id, admitted] of told) assert.equal(admitted, verdicts.get(id), id);
  });

  holds(
    "never exceeds the highest cap by more than what was booked above its reservations",
    (machine, played) => {
      const highest = Math.max(0, ...played.processes.flatMap(({ caps }) => caps.filter(({ scope }) => scope === "day").map((cap) => cap.limit))); // prettier-ignore
      for (const [, { calls }] of machine.months()) {
        for (const day of new Set(calls.map(({ line }) => line.day))) {
          const ofDay = calls.filter(({ line }) => line.day === day);
          assert.ok(sum(ofDay.map(countOf)) <= highest + sum(ofDay.map(overshootOf)));
        }
      }
    },
  );

  holds(
    "says what the sum of its lines is, by day, month and model, and never less than nothing",
    async (machine) => {
      const { status } = await statusOf(machine);
      const calls = machine.months().find(([month]) => month === status.today.slice(0, 7))?.[1].calls ?? [];
      const ofDay = calls.filter(({ line }) => line.day === status.today);
      for (const [spending, of] of [
        [status.month, calls],
        [status.day, ofDay],
      ] as const) {
        const open = of.filter(({ settled }) => settled === undefined);
        const uncertain = of.filter((call) => call.uncertain);
        assert.deepEqual(spending, {
          settled: settledOf(of),
          reserved: sum(open.map(countOf)),
          uncertain: settledOf(uncertain),
          calls: of.length,
        });
        assert.ok(Object.values(spending).every((figure) => figure >= 0));
      }
      assert.equal(sum(status.models.map(({ settled }) => settled)), status.day.settled);
    },
  );

  holds("can be settled by whoever comes after all processes are gone", async (machine) => {
    const { ledger } = await statusOf(machine);
    const bill = { amount: nanoUsd(3), uncertain: true };
    for (const session of machine.sessions) {
      await ledger.settleLost(session, epochMs(Date.parse("2026-11-01T00:00:00Z")), () => bill);
    }
    const { status } = { status: await ledger.status() };
    assert.equal(status.month.reserved, 0);
    assert.deepEqual(await ledger.openSessions(), []);
  });
});

describe("a budget ledger that was cut off", () => {
  it("has lost nothing before that byte, and takes what comes next", async () => {
    const storage = new MemoryStorage();
    const clock = new VirtualClock();
    const open = (files: MemoryStorage): FileLedger =>
      new FileLedger({ storage: files, clock, home: HOME, kind: "metered" });
    const writer = open(storage);
    const caps: readonly Cap[] = [{ scope: "day", limit: nanoUsd(100) }];
    const request = (id: string, most: number) => ({
      request: id as RequestId,
      session: "s" as SessionId,
      turn: "t" as TurnId,
      model: "m",
      amount: nanoUsd(most),
      caps,
    });
    for (const most of [10, 60, 50, 20]) {
      const admission = await writer.reserve(request(`r${most}`, most));
      if (admission.admitted) await admission.reservation.settle(nanoUsd(most - 5), most === 60);
    }
    const path = `${LEDGER}/2026-11.jsonl`;
    const whole = storage.files.get(path) ?? Buffer.alloc(0);
    for (let cut = 0; cut <= whole.length; cut++) {
      const left = new MemoryStorage();
      left.files.set(`${LEDGER}/zone`, Buffer.from("UTC"));
      left.files.set(path, whole.subarray(0, cut));
      const { calls } = judge(wholeLines(whole.subarray(0, cut).toString()));
      const ledger = open(left);
      const { settled, reserved } = (await ledger.status()).day;
      assert.equal(settled + reserved, sum(calls.map(countOf)), `cut at ${cut}`);
      const room = 100 - settled - reserved;
      assert.ok(!(await ledger.reserve(request("too much", room + 1))).admitted);
      assert.ok((await ledger.reserve(request("fits", room))).admitted, `cut at ${cut}`);
    }
  });
});
