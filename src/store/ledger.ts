import { join } from "node:path";
import type {
  Admission,
  BudgetStatus,
  Cap,
  Correction,
  Ledger,
  Reservation,
  ReserveRequest,
  StoppedAll,
  UncertainSpending,
} from "../core/budget.ts";
import { localDay, localMonth, monthsBetween, nextDay, nextMonth } from "../core/days.ts";
import { FlightdeckError, toStorageError } from "../core/failure.ts";
import type { RequestId, SessionId } from "../core/ids.ts";
import type { Clock, Disposable, Storage } from "../core/ports.ts";
import type { Provider } from "../core/model.ts";
import { nanoUsd, type EpochMs, type NanoUsd } from "../core/units.ts";
import type { OpenSession } from "./ledgerBook.ts";
import type { LedgerLine, ReserveLine } from "./ledgerLines.ts";
import { MonthFile } from "./monthFile.ts";
import { StopSwitch } from "./stopSwitch.ts";

export type { OpenSession };

export interface Settlement {
  readonly amount: NanoUsd;
  readonly uncertain: boolean;
}

/** Real money and simulated money have books of their own. */
export type LedgerKind = "metered" | "simulated";

export const ledgerKindOf = (provider: Provider): LedgerKind =>
  provider === "simulated" ? "simulated" : "metered";

const ledgerFolder = (home: string, kind: LedgerKind): string =>
  join(home, kind === "metered" ? "ledger" : "ledger-simulated");

/**
 * The budget ledger on disk: one file per local month, appended to by every process of the machine.
 * A reservation is a line; the writer then reads the file up to that line, and all who read it come to
 * the same verdict, so there is no lock.
 */
export class FileLedger implements Ledger {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #months = new Map<string, MonthFile>();
  readonly #stop: StopSwitch;
  #zone: string | undefined;

  constructor(options: { storage: Storage; clock: Clock; home: string; kind: LedgerKind }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#folder = ledgerFolder(options.home, options.kind);
    this.#stop = new StopSwitch(options);
  }

  async reserve(request: ReserveRequest): Promise<Admission> {
    const [admission, stopped] = await this.#admit(request);
    if (!admission.admitted || stopped === undefined) return admission;
    await admission.reservation.settle(nanoUsd(0));
    return { admitted: false, stopped };
  }

  stopped(): Promise<StoppedAll | undefined> {
    return this.#stop.state();
  }

  async #admit(request: ReserveRequest): Promise<readonly [Judged, StoppedAll | undefined]> {
    const now = this.#clock.now();
    const zone = await this.#ledgerZone();
    const month = this.#month(localMonth(now, zone));
    const line: ReserveLine = {
      op: "reserve",
      id: request.request,
      t: now,
      day: localDay(now, zone),
      session: request.session,
      turn: request.turn,
      model: request.model,
      amount: request.amount,
      caps: request.caps,
    };
    // Looked at once the line is written: whoever stops everything must not find that one more call has left.
    const [verdict, stopped] = await month.reserve(line, () => this.stopped());
    if (!verdict.admitted) return [{ ...verdict, ...resetOf(verdict.cap, now, zone) }, stopped];
    return [{ admitted: true, reservation: reservation(month, request) }, stopped];
  }

  /**
   * Settles the reservations of a session that a vanished process left open.
   * @param since when the session began.
   * @param billOf what its recording says that a request cost; undefined where it cannot say, then it counts in full.
   */
  async settleLost(
    session: SessionId,
    since: EpochMs,
    billOf: (request: RequestId) => Settlement | undefined,
  ): Promise<void> {
    const zone = await this.#ledgerZone();
    for (const name of monthsBetween(since, this.#clock.now(), zone)) {
      const month = this.#month(name);
      for (const { id, amount: reserved } of (await month.book()).openOf(session)) {
        const inFull: Settlement = { amount: nanoUsd(reserved), uncertain: true };
        const { amount, uncertain } = billOf(id as RequestId) ?? inFull;
        await month.append(settleLine(id, amount, uncertain));
      }
    }
  }

  /** Of this month. */
  async openSessions(): Promise<readonly OpenSession[]> {
    const zone = await this.#ledgerZone();
    const book = await this.#month(localMonth(this.#clock.now(), zone)).book();
    return book.openSessions();
  }

  async left(request: Omit<ReserveRequest, "amount">): Promise<NanoUsd | undefined> {
    const now = this.#clock.now();
    const zone = await this.#ledgerZone();
    const book = await this.#month(localMonth(now, zone)).book();
    return book.tightest({ ...request, day: localDay(now, zone) }, request.caps)?.left;
  }

  async status(): Promise<BudgetStatus> {
    const now = this.#clock.now();
    const zone = await this.#ledgerZone();
    const today = localDay(now, zone);
    const book = await this.#month(localMonth(now, zone)).book();
    const day = book.spending(`day:${today}`);
    const forecast = forecastOf(day.settled, now, zone);
    return {
      today,
      zone,
      day,
      month: book.spending("month"),
      models: book.models(today),
      days: book.days(),
      ...(forecast === undefined ? {} : { forecast }),
    };
  }

  /** This month's spending whose true bill is not known. */
  async uncertain(): Promise<readonly UncertainSpending[]> {
    const zone = await this.#ledgerZone();
    return (await this.#month(localMonth(this.#clock.now(), zone)).book()).uncertain();
  }

  /** Books what the person knows in the place of what was uncertain. */
  async correct({ day, model, amount, actual, reason }: Correction): Promise<void> {
    const month = this.#month(day.slice(0, "YYYY-MM".length));
    const difference = actual - amount;
    await month.append({ op: "correct", day, model, amount: difference, resolved: amount, reason });
  }

  /** Fires after any process wrote to the ledger. */
  onChange(listener: () => void): Disposable {
    return this.#storage.watch(this.#folder, listener);
  }

  async close(): Promise<void> {
    for (const month of this.#months.values()) await month.close();
    this.#months.clear();
  }

  #month(name: string): MonthFile {
    let month = this.#months.get(name);
    if (month === undefined) {
      month = new MonthFile(this.#storage, join(this.#folder, `${name}.jsonl`));
      this.#months.set(name, month);
    }
    return month;
  }

  /** Fixed by whoever writes the ledger first, so that all processes agree when a day ends. */
  async #ledgerZone(): Promise<string> {
    if (this.#zone !== undefined) return this.#zone;
    const path = join(this.#folder, "zone");
    await requireLocal(this.#storage, this.#folder);
    try {
      await this.#storage.createExclusive(path, Buffer.from(this.#clock.zone));
      const zone = Buffer.from(await this.#storage.read(path))
        .toString("utf8")
        .trim();
      localDay(this.#clock.now(), zone);
      this.#zone = zone;
      return zone;
    } catch (error) {
      throw toStorageError(error, this.#folder);
    }
  }
}

/** An admission that was judged by the caps. */
type Judged = Exclude<Admission, { readonly stopped: StoppedAll }>;

const settleLine = (id: string, amount: NanoUsd, uncertain: boolean): LedgerLine => ({
  op: "settle",
  id,
  amount,
  ...(uncertain && { uncertain }),
});

function reservation(month: MonthFile, { request, amount }: ReserveRequest): Reservation {
  let settled = false;
  return {
    request,
    amount,
    async settle(actual, uncertain = false) {
      if (settled) return;
      await month.append(settleLine(request, actual, uncertain));
      settled = true;
    },
  };
}

/**
 * On a network file system two machines' appends may overwrite each other, so the books would not hold.
 * @throws FlightdeckError `storage` saying how to move the home.
 */
async function requireLocal(storage: Storage, folder: string): Promise<void> {
  const network = await storage.networkOf(folder);
  if (network === undefined) return;
  throw new FlightdeckError(
    "storage",
    `The budget's books lie on a network file system (${network}), where two machines could spoil them: ${folder}.`,
    {
      advice:
        "Set the environment variable FLIGHTDECK_STORAGE to a folder on a local disk, then restart VS Code.",
    },
  );
}

/** When a cap gets its room back; session and turn caps never do. */
function resetOf(cap: Cap, now: EpochMs, zone: string): { readonly resets?: EpochMs } {
  if (cap.scope === "day") return { resets: nextDay(now, zone) };
  if (cap.scope === "month") return { resets: nextMonth(now, zone) };
  return {};
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function forecastOf(spent: NanoUsd, now: EpochMs, zone: string): NanoUsd | undefined {
  const remaining = nextDay(now, zone) - now;
  const elapsed = DAY - remaining;
  if (elapsed < HOUR) return undefined;
  return nanoUsd(Math.round(spent * (1 + remaining / elapsed)));
}
