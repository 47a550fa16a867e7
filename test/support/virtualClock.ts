import type { Clock, Disposable } from "../../src/core/ports.ts";
import { epochMs, ms, type EpochMs, type Ms } from "../../src/core/units.ts";

interface Due {
  readonly at: number;
  readonly action: () => void;
}

export interface VirtualClockOptions {
  /** When it begins, as an ISO date. */
  readonly start?: string;
  readonly zone?: string;
  /** A sleep takes its time at once instead of waiting for `advance`. */
  readonly autoSleep?: boolean;
}

/** A clock whose time passes only when a test says so. */
export class VirtualClock implements Clock {
  readonly zone: string;
  /** Every sleep that was asked for, in ms. */
  readonly sleeps: number[] = [];
  readonly #autoSleep: boolean;
  readonly #start: number;
  readonly #due = new Set<Due>();
  #now: number;

  constructor({ start = "2026-11-22T12:00:00Z", zone = "UTC", autoSleep = false }: VirtualClockOptions = {}) {
    this.zone = zone;
    this.#autoSleep = autoSleep;
    this.#start = Date.parse(start);
    this.#now = this.#start;
  }

  now(): EpochMs {
    return epochMs(this.#now);
  }

  monotonic(): Ms {
    return ms(this.#now - this.#start);
  }

  timer(delay: Ms, action: () => void): Disposable {
    const due = { at: this.#now + delay, action };
    this.#due.add(due);
    return { dispose: () => void this.#due.delete(due) };
  }

  async sleep(duration: Ms, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(duration);
    if (this.#autoSleep) return this.advance(duration);
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        timer.dispose();
        reject(new DOMException("aborted", "AbortError"));
      };
      const timer = this.timer(duration, () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
      signal?.addEventListener("abort", stop, { once: true });
    });
  }

  /** How many timers and sleeps wait. */
  get waiting(): number {
    return this.#due.size;
  }

  /** Lets time pass, in order through whatever falls due on the way. */
  async advance(duration: number): Promise<void> {
    const end = this.#now + duration;
    for (;;) {
      const next = [...this.#due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.action();
      await settle();
    }
    this.#now = end;
    await settle();
  }

  set(iso: string): void {
    this.#now = Date.parse(iso);
  }
}

/** Lets everything run that can run without time passing, file system calls of a moment included. */
export async function settle(rounds = 3): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until something becomes true; a test that it never does fails by its own time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
