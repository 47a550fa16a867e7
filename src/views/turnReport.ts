import type { FailureClass } from "../core/failure.ts";
import type { Decision } from "../core/decisions.ts";
import type { RecordedLine } from "../core/lines.ts";
import { ms, type Ms } from "../core/units.ts";

/** One HTTP attempt of a turn. */
export interface ReportedAttempt {
  readonly model: string;
  /** HTTP status; absent where no answer came. */
  readonly status?: number;
  readonly class?: FailureClass;
  /** How long it was waited for before it left. */
  readonly waitedMs: Ms;
}

export interface TurnReport {
  readonly attempts: readonly ReportedAttempt[];
  /** The safeguards that did more than watch, in the order in which they first acted. */
  readonly safeguards: readonly string[];
}

/** Folds a turn's lines into what a script wants to know of it. */
export class TurnReportFold {
  readonly #attempts: ReportedAttempt[] = [];
  readonly #safeguards = new Set<string>();
  #wait: { readonly planned: Ms; readonly began: Ms } | undefined;
  #waited = ms(0);

  take(line: RecordedLine): void {
    if (line.type === "decision") this.#decision(line.data, line.mono);
    if (line.type === "request") this.#endWait(line.mono);
    if (line.type !== "response") return;
    const { model, ...response } = line.data;
    const status = response.ok ? response.response.status : response.details.status;
    this.#attempts.push({
      model: model.id,
      ...(status !== undefined && { status }),
      ...(!response.ok && { class: response.failure }),
      waitedMs: this.#waited,
    });
    this.#waited = ms(0);
  }

  report(): TurnReport {
    return { attempts: this.#attempts, safeguards: [...this.#safeguards] };
  }

  #decision(decision: Decision, at: Ms): void {
    if (acted(decision)) this.#safeguards.add(decision.safeguard);
    if (decision.safeguard === "retry" && decision.verdict === "wait")
      this.#wait = { planned: decision.wait, began: at };
  }

  /** A wait that was skipped was shorter than planned. */
  #endWait(at: Ms): void {
    if (this.#wait === undefined) return;
    const { planned, began } = this.#wait;
    this.#wait = undefined;
    this.#waited = ms(Math.round(Math.min(planned, at - began)));
  }
}

/** A reservation is made for each call, and being asked is not yet an answer. */
function acted({ safeguard, verdict }: Decision): boolean {
  if (safeguard === "budget") return verdict !== "reserve";
  return safeguard !== "approval" || verdict === "deny";
}
