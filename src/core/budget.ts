import type { RequestId, SessionId, TurnId } from "./ids.ts";
import type { EpochMs, NanoUsd } from "./units.ts";

export type CapScope = "day" | "month" | "session" | "turn";

/** The most that may be spent in one scope. A reservation is judged by the caps it carries itself. */
export interface Cap {
  readonly scope: CapScope;
  readonly limit: NanoUsd;
}

/** What a model call may cost at worst, before it is sent. */
export interface ReserveRequest {
  readonly request: RequestId;
  readonly session: SessionId;
  readonly turn: TurnId;
  /** `provider/id`, for the table by model. */
  readonly model: string;
  readonly amount: NanoUsd;
  readonly caps: readonly Cap[];
}

/** All agents of this machine are stopped: nothing is admitted until somebody lifts it. */
export interface StoppedAll {
  readonly since: EpochMs;
  /** Who stopped them, for a sentence: “a VS Code window”. */
  readonly by: string;
}

export type Admission =
  | { readonly admitted: true; readonly reservation: Reservation }
  | { readonly admitted: false; readonly stopped: StoppedAll }
  | { readonly admitted: false; readonly cap: Cap; readonly left: NanoUsd; readonly resets?: EpochMs };

/** An admitted amount. Counts in full until it is settled; settling twice does nothing. */
export interface Reservation {
  readonly request: RequestId;
  readonly amount: NanoUsd;
  /** @param uncertain the bill is not known for sure; the amount is our upper bound. */
  settle(amount: NanoUsd, uncertain?: boolean): Promise<void>;
}

/** Spending of one local day or month, as the ledger has it. */
export interface Spending {
  readonly settled: NanoUsd;
  /** Admitted and not yet settled; counts in full. */
  readonly reserved: NanoUsd;
  /** The part of `settled` whose true bill is unknown. */
  readonly uncertain: NanoUsd;
  readonly calls: number;
}

export interface BudgetStatus {
  /** `YYYY-MM-DD` in the ledger's zone. */
  readonly today: string;
  readonly zone: string;
  readonly day: Spending;
  readonly month: Spending;
  /** Of today, by `provider/id`, dearest first. */
  readonly models: readonly { readonly model: string; readonly settled: NanoUsd; readonly calls: number }[];
  /** The days of this month on which something was spent, in order. */
  readonly days: readonly { readonly day: string; readonly settled: NanoUsd }[];
  /** What the day will have cost at its end if spending goes on as since midnight; absent in its first hour. */
  readonly forecast?: NanoUsd;
}

/** What was booked for calls of one model on one day whose true bill is not known. */
export interface UncertainSpending {
  /** `YYYY-MM-DD` in the ledger's zone. */
  readonly day: string;
  /** `provider/id`. */
  readonly model: string;
  readonly amount: NanoUsd;
}

/** The person's word on it. */
export interface Correction extends UncertainSpending {
  readonly actual: NanoUsd;
  readonly reason: string;
}

/** The books of one machine's spending, shared by all windows, editors and the command line. */
export interface Ledger {
  /** @throws FlightdeckError `storage`: without books nothing may be spent. `resets` says when the cap has room again. */
  reserve(request: ReserveRequest): Promise<Admission>;
  /** What is left under the tightest of the caps; undefined where there is none. */
  left(request: Omit<ReserveRequest, "amount">): Promise<NanoUsd | undefined>;
  status(): Promise<BudgetStatus>;
  /** Set while all agents are stopped. Models that cost nothing have to ask, too. */
  stopped(): Promise<StoppedAll | undefined>;
}
