import type { RequestId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import { addNanoUsd, nanoUsd, type NanoUsd } from "../../core/units.ts";

/** What a recording says about the budget at a moment. Caps and spending of other sessions stand in the ledger only. */
export interface BudgetState {
  /** Of the session's start, in USD; absent where there was none. */
  readonly session?: number;
  readonly turn?: number;
  readonly daily?: number;
  /** Set aside for calls that run. */
  readonly reserved: NanoUsd;
}

/** Folds a session's lines into its caps and what is reserved. */
export class BudgetFold {
  readonly #open = new Map<RequestId, NanoUsd>();
  #state: BudgetState = { reserved: nanoUsd(0) };

  get state(): BudgetState {
    return this.#state;
  }

  /** Whether the line changed anything. */
  take(line: RecordedLine): boolean {
    if (line.type === "session") {
      this.#state = { ...this.#state, ...capsOf(line.data.settings) };
      return true;
    }
    if (line.type === "response") return this.#open.delete(line.data.request) && this.#sum();
    if (line.type !== "decision" || line.data.safeguard !== "budget") return false;
    const { data } = line;
    // A call that was let pass with fewer tokens has reserved as well.
    if (data.verdict !== "reserve" && data.verdict !== "lower") return false;
    this.#open.set(data.request, data.nanoUsd);
    return this.#sum();
  }

  #sum(): true {
    const reserved = addNanoUsd(...this.#open.values());
    this.#state = { ...this.#state, reserved };
    return true;
  }
}

function capsOf(settings: Readonly<Record<string, unknown>>): Omit<BudgetState, "reserved"> {
  const cap = (name: "session" | "turn" | "daily"): Partial<BudgetState> => {
    const value = settings[`budget.${name}`];
    return typeof value === "number" ? { [name]: value } : {};
  };
  return { ...cap("session"), ...cap("turn"), ...cap("daily") };
}
