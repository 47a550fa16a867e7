import type { Cap, Spending, UncertainSpending } from "../core/budget.ts";
import type { SessionId } from "../core/ids.ts";
import { epochMs, nanoUsd, type EpochMs, type NanoUsd } from "../core/units.ts";
import type { CorrectLine, LedgerLine, ReserveLine, SettleLine } from "./ledgerLines.ts";

interface Account {
  settled: number;
  reserved: number;
  uncertain: number;
  calls: number;
}

const emptyAccount = (): Account => ({ settled: 0, reserved: 0, uncertain: 0, calls: 0 });

/** How a `reserve` line was judged. */
export type Verdict =
  { readonly admitted: true } | { readonly admitted: false; readonly cap: Cap; readonly left: NanoUsd };

/** A session that has reservations which are not settled. */
export interface OpenSession {
  readonly session: SessionId;
  /** When the first of them was made. */
  readonly since: EpochMs;
}

/** Whose money a line moves. */
export type Scopes = Pick<ReserveLine, "day" | "session" | "turn">;

/**
 * What the ledger of one month says: a fold over its lines in order. Every process that has read the
 * same lines has the same book.
 */
export class LedgerBook {
  readonly #accounts = new Map<string, Account>();
  readonly #open = new Map<string, ReserveLine>();

  /** Takes the next line. For a `reserve`, says whether it was admitted. */
  apply(line: LedgerLine): Verdict | undefined {
    switch (line.op) {
      case "reserve":
        return this.#reserve(line);
      case "settle":
        return this.#settle(line);
      case "correct":
        return this.#correct(line);
    }
  }

  /** The tightest cap and what it leaves; undefined without caps. */
  tightest(scopes: Scopes, caps: readonly Cap[]): { readonly cap: Cap; readonly left: NanoUsd } | undefined {
    return caps
      .map((cap) => ({ cap, left: nanoUsd(Math.max(0, cap.limit - this.#total(capKey(cap, scopes)))) }))
      .toSorted((a, b) => a.left - b.left)[0];
  }

  /** The reservations of a session that are not settled. */
  openOf(session: string): readonly ReserveLine[] {
    return [...this.#open.values()].filter((line) => line.session === session);
  }

  openSessions(): readonly OpenSession[] {
    const since = new Map<SessionId, EpochMs>();
    for (const { session, t } of this.#open.values()) {
      const id = session as SessionId;
      since.set(id, epochMs(Math.min(t, since.get(id) ?? t)));
    }
    return Array.from(since, ([session, at]) => ({ session, since: at }));
  }

  spending(key: "month" | `day:${string}`): Spending {
    const { settled, reserved, uncertain, calls } = this.#accounts.get(key) ?? emptyAccount();
    return { settled: nanoUsd(settled), reserved: nanoUsd(reserved), uncertain: nanoUsd(uncertain), calls };
  }

  /** What was spent on a day by model, dearest first. */
  models(
    day: string,
  ): readonly { readonly model: string; readonly settled: NanoUsd; readonly calls: number }[] {
    const prefix = modelKey(day, "");
    return [...this.#accounts]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, account]) => ({
        model: key.slice(prefix.length),
        settled: nanoUsd(account.settled),
        calls: account.calls,
      }))
      .toSorted((a, b) => b.settled - a.settled);
  }

  /** What was spent on each day, in order. */
  days(): readonly { readonly day: string; readonly settled: NanoUsd }[] {
    return [...this.#accounts]
      .flatMap(([key, { settled }]) =>
        key.startsWith(DAY_KEY) ? { day: key.slice(DAY_KEY.length), settled: nanoUsd(settled) } : [],
      )
      .toSorted((a, b) => a.day.localeCompare(b.day));
  }

  /** What is uncertain, by day and model, newest day first. */
  uncertain(): readonly UncertainSpending[] {
    return [...this.#accounts]
      .flatMap(([key, { uncertain }]) => {
        const [, day, model] = MODEL_KEY.exec(key) ?? [];
        return day === undefined || model === undefined || uncertain === 0
          ? []
          : [{ day, model, amount: nanoUsd(uncertain) }];
      })
      .toSorted((a, b) => b.day.localeCompare(a.day) || b.amount - a.amount);
  }

  #reserve(line: ReserveLine): Verdict | undefined {
    if (this.#open.has(line.id)) return undefined;
    const tightest = this.tightest(line, line.caps);
    if (tightest !== undefined && line.amount > tightest.left) return { admitted: false, ...tightest };
    this.#open.set(line.id, line);
    for (const account of this.#touched(line)) {
      account.reserved += line.amount;
      account.calls++;
    }
    return { admitted: true };
  }

  /** A second settlement of the same reservation finds nothing open and does nothing. */
  #settle(line: SettleLine): undefined {
    const reserve = this.#open.get(line.id);
    if (reserve === undefined) return;
    this.#open.delete(line.id);
    for (const account of this.#touched(reserve)) {
      account.reserved -= reserve.amount;
      account.settled += line.amount;
      if (line.uncertain) account.uncertain += line.amount;
    }
  }

  /** A correction of what another one has made certain meanwhile is void. */
  #correct(line: CorrectLine): undefined {
    const { resolved } = line;
    const known = this.#accounts.get(modelKey(line.day, line.model))?.uncertain ?? 0;
    if (resolved !== undefined && resolved > known) return;
    for (const key of ["month", `day:${line.day}`, modelKey(line.day, line.model)]) {
      const account = this.#account(key);
      account.settled += line.amount;
      account.uncertain = Math.max(0, account.uncertain + (resolved === undefined ? line.amount : -resolved));
    }
  }

  #touched(line: ReserveLine): readonly Account[] {
    const scopes = ["month", `day:${line.day}`, `session:${line.session}`, `turn:${line.turn}`];
    return [...scopes, modelKey(line.day, line.model)].map((key) => this.#account(key));
  }

  #total(key: string): number {
    const account = this.#accounts.get(key);
    return account === undefined ? 0 : account.settled + account.reserved;
  }

  #account(key: string): Account {
    let account = this.#accounts.get(key);
    if (account === undefined) {
      account = emptyAccount();
      this.#accounts.set(key, account);
    }
    return account;
  }
}

const DAY_KEY = "day:";
const MODEL_KEY = /^model:(\d{4}-\d{2}-\d{2}):(.*)$/s;
const modelKey = (day: string, model: string): string => `model:${day}:${model}`;

function capKey(cap: Cap, scopes: Scopes): string {
  return cap.scope === "month" ? "month" : `${cap.scope}:${scopes[cap.scope]}`;
}
