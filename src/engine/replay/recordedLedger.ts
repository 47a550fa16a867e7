import type { Admission, BudgetStatus, Cap, Ledger, ReserveRequest, StoppedAll } from "../../core/budget.ts";
import type { NanoUsd } from "../../core/units.ts";
import type { World } from "./world.ts";

/** The books as the recording saw them. What a cap that is set no more has denied, is admitted. */
export class RecordedLedger implements Ledger {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  reserve({ request, amount, caps }: ReserveRequest): Promise<Admission> {
    const stopped = this.#stopped();
    if (stopped !== undefined) return Promise.resolve({ admitted: false, stopped });
    const { denied } = this.#admission() ?? {};
    if (denied !== undefined && caps.some((cap) => isSame(cap, denied.cap)))
      return Promise.resolve({ admitted: false, ...denied });
    return Promise.resolve({
      admitted: true,
      reservation: { request, amount, settle: () => Promise.resolve() },
    });
  }

  left({ caps }: Omit<ReserveRequest, "amount">): Promise<NanoUsd | undefined> {
    return Promise.resolve(caps.length === 0 ? undefined : this.#admission()?.left);
  }

  stopped(): Promise<StoppedAll | undefined> {
    return Promise.resolve(this.#stopped());
  }

  status(): Promise<BudgetStatus> {
    return Promise.reject(new Error("A re-run has no books."));
  }

  #stopped(): StoppedAll | undefined {
    const decision = this.#world.upcoming();
    return decision?.safeguard === "stop_all" ? decision.stopped : undefined;
  }

  #admission() {
    const decision = this.#world.admission();
    return decision !== undefined && "nanoUsd" in decision ? decision : undefined;
  }
}

const isSame = (a: Cap, b: Cap): boolean => a.scope === b.scope && a.limit === b.limit;
