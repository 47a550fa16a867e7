import { History } from "../agent/history.ts";
import type { Admission, BudgetStatus, Ledger, ReserveRequest, StoppedAll } from "../core/budget.ts";
import type { RecordingKey } from "../core/ids.ts";
import type { Provider } from "../core/model.ts";
import type { Clock, Log } from "../core/ports.ts";
import type { Ms, NanoUsd } from "../core/units.ts";
import type { OpenRecording, Recordings } from "../recording/recordings.ts";
import { ledgerKindOf, type FileLedger, type LedgerKind, type OpenSession } from "../store/ledger.ts";
import { readHistory } from "./readHistory.ts";
import { recover, type RecoveryOptions } from "./recovery.ts";

export interface ReclaimOptions extends Pick<RecoveryOptions, "noCost"> {
  readonly clock: Clock;
  readonly log: Log;
  /** The recordings of every workspace of this machine. */
  readonly everywhere: () => Promise<readonly Recordings[]>;
}

/** The ledgers of all kinds of money, by provider. */
export function reclaimingLedgers(
  ledgers: Readonly<Record<LedgerKind, FileLedger>>,
  options: ReclaimOptions,
): (provider: Provider) => Ledger {
  const metered = new ReclaimingLedger(ledgers.metered, options);
  const simulated = new ReclaimingLedger(ledgers.simulated, options);
  return (provider) => (ledgerKindOf(provider) === "simulated" ? simulated : metered);
}

const LOOK_AGAIN_MS = 10_000;

/**
 * A ledger that gives back what vanished processes still hold in it: their reservations count in full, until
 * somebody settles them to what their recordings say. It looks now and then, and always before it denies.
 */
class ReclaimingLedger implements Ledger {
  readonly #ledger: FileLedger;
  readonly #options: ReclaimOptions;
  readonly #clock: Clock;
  /** Sessions of which no recording can be found or read; their reservations stay. */
  readonly #lost = new Set<string>();
  #looked: Ms | undefined;

  constructor(ledger: FileLedger, options: ReclaimOptions) {
    this.#ledger = ledger;
    this.#options = options;
    this.#clock = options.clock;
  }

  async left(request: Omit<ReserveRequest, "amount">): Promise<NanoUsd | undefined> {
    const now = this.#clock.monotonic();
    const due = this.#looked === undefined || now - this.#looked >= LOOK_AGAIN_MS;
    if (due && request.caps.length > 0) await this.#reclaim();
    return this.#ledger.left(request);
  }

  async reserve(request: ReserveRequest): Promise<Admission> {
    const admission = await this.#ledger.reserve(request);
    if (admission.admitted || "stopped" in admission || !(await this.#reclaim())) return admission;
    return this.#ledger.reserve(request);
  }

  status(): Promise<BudgetStatus> {
    return this.#ledger.status();
  }

  stopped(): Promise<StoppedAll | undefined> {
    return this.#ledger.stopped();
  }

  /** Whether anything was freed. */
  async #reclaim(): Promise<boolean> {
    this.#looked = this.#clock.monotonic();
    const open = (await this.#ledger.openSessions()).filter(({ session }) => !this.#lost.has(session));
    if (open.length === 0) return false;
    const everywhere = await this.#options.everywhere();
    let freed = false;
    for (const each of open) freed = (await this.#settle(each, everywhere)) || freed;
    return freed;
  }

  async #settle(open: OpenSession, everywhere: readonly Recordings[]): Promise<boolean> {
    try {
      for (const recordings of everywhere) {
        const key = await recordings.ofSession(open.session, open.since);
        if (key !== undefined) return await this.#end(open, recordings, key);
      }
    } catch (error) {
      this.#options.log.warn(`The reservations of session ${open.session} cannot be settled`, error);
    }
    this.#lost.add(open.session);
    return false;
  }

  /** False while a process writes the session: it settles by itself. */
  async #end({ session }: OpenSession, recordings: Recordings, key: RecordingKey): Promise<boolean> {
    const history = new History();
    const opened = await recordings.open(key, () => readHistory(recordings, key, history));
    if ("heldBy" in opened) return false;
    return closing(opened, async () => {
      await recover(session, history, { ...this.#options, ledgers: [this.#ledger], recorder: opened.writer });
      return true;
    });
  }
}

async function closing<T>(opened: OpenRecording, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await opened.close();
  }
}
