import type { FailureClass } from "../core/failure.ts";
import type { Clock } from "../core/ports.ts";
import { ms, type Ms } from "../core/units.ts";

const FAILURES_IN_A_ROW = 5;
const WINDOW_MS = 30_000;
/** Fewer outcomes in the window say nothing about a share. */
const LEAST_OUTCOMES = 10;
const FAILED_SHARE = 0.5;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;
/** How long others wait while one call finds out. */
const PROBE_PATIENCE_MS = 2_000;

type State =
  | { readonly kind: "closed" }
  | {
      readonly kind: "open";
      readonly until: Ms;
      readonly rest: Ms;
      readonly failure: FailureClass;
      readonly probing: boolean;
    };

export type Admitted =
  | { readonly kind: "call" }
  | { readonly kind: "probe" }
  | { readonly kind: "rest"; readonly left: Ms; readonly failure: FailureClass };

/**
 * What is known of one model's health. Opens at 5 failures in a row, or when half of at least 10 calls
 * within 30 seconds failed; rests 30 seconds, twice as long after each failed probe, at most 5 minutes.
 */
export class Circuit {
  readonly #clock: Pick<Clock, "monotonic">;
  #state: State = { kind: "closed" };
  #inARow = 0;
  #outcomes: readonly { readonly at: Ms; readonly ok: boolean }[] = [];

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Undefined while calls may leave; else why not, and for how long. */
  get resting(): { readonly left: Ms; readonly failure: FailureClass } | undefined {
    if (this.#state.kind === "closed") return undefined;
    const { until, failure } = this.#state;
    return { left: ms(Math.max(0, until - this.#clock.monotonic())), failure };
  }

  /** @param insists the caller has waited, or a person wants it now: it may be the probe before the time. */
  admit(insists: boolean): Admitted {
    const state = this.#state;
    if (state.kind === "closed") return { kind: "call" };
    const left = ms(state.until - this.#clock.monotonic());
    const { failure } = state;
    if (state.probing) return { kind: "rest", left: ms(Math.max(left, PROBE_PATIENCE_MS)), failure };
    if (left > 0 && !insists) return { kind: "rest", left, failure };
    this.#state = { ...state, probing: true };
    return { kind: "probe" };
  }

  /** True where the model was resting and works again. */
  succeeded(): boolean {
    this.#remember(true);
    this.#inARow = 0;
    if (this.#state.kind === "closed") return false;
    this.#state = { kind: "closed" };
    this.#outcomes = [];
    return true;
  }

  /** How long the model rests from now on; undefined where it goes on being called. */
  failed(failure: FailureClass): Ms | undefined {
    this.#remember(false);
    this.#inARow++;
    const state = this.#state;
    // A call that left before the model began to rest says nothing new.
    if (state.kind === "open" && !state.probing) return undefined;
    if (state.kind === "open") return this.#rest(failure, Math.min(LONGEST_REST_MS, state.rest * 2));
    return this.#inARow >= FAILURES_IN_A_ROW || this.#halfFailed()
      ? this.#rest(failure, FIRST_REST_MS)
      : undefined;
  }

  /** A call ended without saying anything about the model. */
  abandoned(): void {
    if (this.#state.kind === "open") this.#state = { ...this.#state, probing: false };
  }

  #rest(failure: FailureClass, duration: number): Ms {
    const rest = ms(duration);
    const until = ms(this.#clock.monotonic() + rest);
    this.#state = { kind: "open", until, rest, failure, probing: false };
    return rest;
  }

  #halfFailed(): boolean {
    const failed = this.#outcomes.filter(({ ok }) => !ok).length;
    return this.#outcomes.length >= LEAST_OUTCOMES && failed >= this.#outcomes.length * FAILED_SHARE;
  }

  #remember(ok: boolean): void {
    const at = this.#clock.monotonic();
    this.#outcomes = [...this.#outcomes.filter((outcome) => at - outcome.at <= WINDOW_MS), { at, ok }];
  }
}
