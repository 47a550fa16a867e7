import type { Clock, Disposable } from "../../core/ports.ts";
import { epochMs, ms, type EpochMs, type Ms } from "../../core/units.ts";

interface Timer {
  readonly due: number;
  readonly action: () => void;
}

/** What is known of the clock's time lies between the lines; a timer that is due by less did not fire for that. */
const UNCERTAIN_MS = 1_000;

/** The clock of a recording: it stands at the line that is written, and goes on when the next thing happens. */
export class RecordedClock implements Clock {
  readonly zone: string;
  readonly #timers = new Set<Timer>();
  readonly #sleep: (signal: AbortSignal | undefined) => Promise<void>;
  #wall = 0;
  #mono = 0;

  /** @param sleep ends when the recording says so. */
  constructor(zone: string, sleep: (signal: AbortSignal | undefined) => Promise<void>) {
    this.zone = zone;
    this.#sleep = sleep;
  }

  set(at: { readonly wall: EpochMs; readonly mono: Ms }): void {
    this.#wall = at.wall;
    this.#mono = at.mono;
  }

  /** The monotonic time alone, to a part of a millisecond as clocks have it. */
  setMonotonic(mono: number): void {
    this.#mono = Math.round(mono * 1_000) / 1_000;
  }

  now = (): EpochMs => epochMs(this.#wall);
  monotonic = (): Ms => ms(this.#mono);
  sleep = (_duration: Ms, signal?: AbortSignal): Promise<void> => this.#sleep(signal);

  timer(delay: Ms, action: () => void): Disposable {
    const timer = { due: this.#mono + delay, action };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  /** A timer that must have fired by then, however the times between the lines were; undefined where there is none. */
  overdue(mono: Ms): (() => void) | undefined {
    return this.#first(mono - UNCERTAIN_MS);
  }

  /** The timer that fired, where a line says that one did. */
  due(mono: Ms): (() => void) | undefined {
    return this.#first(mono + UNCERTAIN_MS);
  }

  #first(until: number): (() => void) | undefined {
    const [timer] = [...this.#timers].filter(({ due }) => due <= until).toSorted((a, b) => a.due - b.due);
    return (
      timer &&
      (() => {
        this.#timers.delete(timer);
        timer.action();
      })
    );
  }
}
