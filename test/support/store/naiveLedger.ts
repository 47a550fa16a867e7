import type { Cap } from "../../../src/core/budget.ts";
import { unsealLine } from "../../../src/core/lineFile.ts";
import type { LedgerLine, ReserveLine } from "../../../src/store/ledgerLines.ts";

/** One month's file, judged by summing up everything anew for each line. */
export interface NaiveMonth {
  /** What each reservation was told, in the order of the file. */
  readonly verdicts: ReadonlyMap<string, boolean>;
  /** Of those that were admitted: what it counts now. */
  readonly calls: readonly NaiveCall[];
}

export interface NaiveCall {
  readonly line: ReserveLine;
  /** Undefined while it is open. */
  readonly settled: number | undefined;
  readonly uncertain: boolean;
}

/** What a call counts: its bill, or until then all that was reserved. */
export const countOf = ({ line, settled }: NaiveCall): number => settled ?? line.amount;

/** By how much the bill was above what was reserved. */
export const overshootOf = ({ line, settled = 0 }: NaiveCall): number => Math.max(0, settled - line.amount);

export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

/** The whole lines of a file, whatever stands between them. */
export const wholeLines = (text: string): readonly LedgerLine[] =>
  text.split("\n").flatMap((line) => {
    const unsealed = unsealLine(line);
    return unsealed.ok ? [unsealed.value as unknown as LedgerLine] : [];
  });

export function judge(lines: readonly LedgerLine[]): NaiveMonth {
  const verdicts = new Map<string, boolean>();
  let calls: readonly NaiveCall[] = [];
  for (const line of lines) {
    if (line.op === "settle") {
      const { id, amount, uncertain = false } = line;
      calls = calls.map((call) =>
        call.line.id === id && call.settled === undefined ? { ...call, settled: amount, uncertain } : call,
      );
    }
    if (line.op === "reserve" && !calls.some((call) => call.line.id === line.id)) {
      const fits = line.caps.every(
        (cap) => line.amount <= Math.max(0, cap.limit - spentUnder(cap, line, calls)),
      );
      verdicts.set(line.id, fits);
      if (fits) calls = [...calls, { line, settled: undefined, uncertain: false }];
    }
  }
  return { verdicts, calls };
}

/** What counts against a cap of a line's own scopes. */
function spentUnder({ scope }: Cap, line: ReserveLine, calls: readonly NaiveCall[]): number {
  const counts = (other: ReserveLine): boolean => scope === "month" || other[scope] === line[scope];
  return sum(calls.filter((call) => counts(call.line)).map(countOf));
}
