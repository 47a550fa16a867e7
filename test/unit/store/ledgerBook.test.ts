import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { Cap, CapScope } from "../../../src/core/budget.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import { LedgerBook } from "../../../src/store/ledgerBook.ts";
import type { LedgerLine, ReserveLine } from "../../../src/store/ledgerLines.ts";

const reserve = (id: string, amount: number, parts: Partial<ReserveLine> = {}): ReserveLine => ({
  op: "reserve",
  id,
  t: 0,
  day: "2026-11-22",
  session: "s",
  turn: "t",
  model: "anthropic/m",
  amount,
  caps: [],
  ...parts,
});
const cap = (scope: CapScope, limit: number): Cap => ({ scope, limit: nanoUsd(limit) });

/** Judges by summing up everything anew for each line. */
function naiveVerdicts(lines: readonly LedgerLine[]): readonly (boolean | undefined)[] {
  const admitted: ReserveLine[] = [];
  const settled = new Map<string, number>();
  let corrections: { day: string; amount: number }[] = [];
  return lines.map((line) => {
    if (line.op === "settle") {
      if (admitted.some(({ id }) => id === line.id) && !settled.has(line.id))
        settled.set(line.id, line.amount);
      return undefined;
    }
    if (line.op === "correct") {
      corrections = [...corrections, line];
      return undefined;
    }
    const spent = ({ scope }: Cap): number => {
      const counts = (other: ReserveLine): boolean => scope === "month" || other[scope] === line[scope];
      const calls = admitted.filter(counts).map(({ id, amount }) => settled.get(id) ?? amount);
      const byHand = corrections.filter(
        ({ day }) => scope === "month" || (scope === "day" && day === line.day),
      );
      return [...calls, ...byHand.map(({ amount }) => amount)].reduce((sum, amount) => sum + amount, 0);
    };
    const fits = line.caps.every((each) => line.amount <= Math.max(0, each.limit - spent(each)));
    if (fits) admitted.push(line);
    return fits;
  });
}

const scopes = fc.constantFrom<CapScope>("day", "month", "session", "turn");
const caps = fc.uniqueArray(fc.record({ scope: scopes, limit: fc.nat(300).map(nanoUsd) }), {
  selector: ({ scope }) => scope,
});
const place = fc.record({
  day: fc.constantFrom("2026-11-21", "2026-11-22"),
  session: fc.constantFrom("a", "b"),
  turn: fc.constantFrom("1", "2", "3"),
});
const anyLine: fc.Arbitrary<{
  kind: number;
  amount: number;
  which: number;
  caps: readonly Cap[];
  place: object;
}> = fc.record({ kind: fc.nat(9), amount: fc.nat(100), which: fc.nat(1000), caps, place });

/** Reserves, settlements of any of them (twice, unknown, above the reservation), corrections. */
const histories = fc.array(anyLine, { maxLength: 40 }).map((drafts) =>
  drafts.map(({ kind, amount, which, ...rest }, n): LedgerLine => {
    if (kind < 5) return reserve(`r${n}`, amount, { caps: rest.caps, ...rest.place });
    if (kind < 9) return { op: "settle", id: `r${which % (n + 1)}`, amount };
    return { op: "correct", day: "2026-11-22", model: "m", amount: amount - 50, reason: "invoice" };
  }),
);

describe("the ledger's book", () => {
  it("admits exactly what fits, by the lines before it and the caps that the line carries", () => {
    fc.assert(
      fc.property(histories, (lines) => {
        const book = new LedgerBook();
        const verdicts = lines.map((line) => book.apply(line)?.admitted);
        assert.deepEqual(verdicts, naiveVerdicts(lines));
      }),
      { numRuns: 500 },
    );
  });

  it("never holds more than a cap by reservations that are settled at no more than they held", () => {
    const amounts = fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(amounts, fc.nat(200), (calls, limit) => {
        const book = new LedgerBook();
        for (const [n, [amount, part, settles]] of calls.entries()) {
          const line = reserve(String(n), amount, { caps: [cap("day", limit), cap("month", limit * 2)] });
          book.apply(line);
          if (settles) book.apply({ op: "settle", id: String(n), amount: Math.min(part, amount) });
          const { settled, reserved } = book.spending("day:2026-11-22");
          assert.ok(settled + reserved <= limit);
        }
      }),
    );
  });

  it("names the tightest cap and what it leaves", () => {
    const book = new LedgerBook();
    book.apply(reserve("1", 30));
    const three = [cap("month", 100), cap("day", 50), cap("session", 70)];
    assert.deepEqual(book.apply(reserve("2", 21, { caps: three })), {
      admitted: false,
      cap: cap("day", 50),
      left: nanoUsd(20),
    });
    assert.deepEqual(book.apply(reserve("3", 20, { caps: three })), { admitted: true });
    assert.equal(book.tightest({ day: "2026-11-23", session: "s", turn: "t" }, three)?.cap.scope, "session");
    assert.equal(book.tightest({ day: "2026-11-23", session: "s", turn: "t" }, []), undefined);
  });

  it("counts what is reserved, settled and uncertain, per day, month and model", () => {
    const book = new LedgerBook();
    book.apply(reserve("1", 30));
    book.apply(reserve("2", 40, { model: "anthropic/other" }));
    book.apply(reserve("3", 50, { day: "2026-11-21" }));
    book.apply({ op: "settle", id: "1", amount: 20 });
    book.apply({ op: "settle", id: "1", amount: 20 });
    book.apply({ op: "settle", id: "3", amount: 60, uncertain: true });
    assert.deepEqual(book.spending("day:2026-11-22"), { settled: 20, reserved: 40, uncertain: 0, calls: 2 });
    assert.deepEqual(book.spending("month"), { settled: 80, reserved: 40, uncertain: 60, calls: 3 });
    assert.deepEqual(book.models("2026-11-22"), [
      { model: "anthropic/m", settled: 20, calls: 1 },
      { model: "anthropic/other", settled: 0, calls: 1 },
    ]);
    assert.deepEqual(
      book.openOf("s").map(({ id }) => id),
      ["2"],
    );
    book.apply({
      op: "correct",
      day: "2026-11-21",
      model: "anthropic/m",
      amount: -25,
      reason: "the invoice says 35",
    });
    assert.deepEqual(book.spending("day:2026-11-21"), { settled: 35, reserved: 0, uncertain: 35, calls: 1 });
  });

  it("lists what is uncertain, until the person says what it came to", () => {
    const book = new LedgerBook();
    book.apply(reserve("1", 100, { model: "anthropic/a" }));
    book.apply(reserve("2", 50, { model: "anthropic/b" }));
    book.apply({ op: "settle", id: "1", amount: 100, uncertain: true });
    book.apply({ op: "settle", id: "2", amount: 50, uncertain: true });
    const day = "2026-11-22";
    assert.deepEqual(book.uncertain(), [
      { day, model: "anthropic/a", amount: 100 },
      { day, model: "anthropic/b", amount: 50 },
    ]);
    const correction = { op: "correct", day, model: "anthropic/a", resolved: 100, reason: "bill" } as const;
    book.apply({ ...correction, amount: -70 });
    assert.deepEqual(book.uncertain(), [{ day, model: "anthropic/b", amount: 50 }]);
    assert.deepEqual(book.spending("month"), { settled: 80, reserved: 0, uncertain: 50, calls: 2 });
    book.apply({ ...correction, amount: -70 });
    assert.equal(book.spending("month").settled, 80, "said twice, it counts once");
    book.apply({ ...correction, model: "anthropic/b", resolved: 50, amount: 0 });
    assert.deepEqual(book.spending("month"), { settled: 80, reserved: 0, uncertain: 0, calls: 2 });
  });
});
