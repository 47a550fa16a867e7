import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock, Disposable, Random } from "../core/ports.ts";
import { epochMs, ms, type EpochMs, type Ms } from "../core/units.ts";

const TOLERATED_DRIFT_MS = 5;

/** The machine's clock. */
export class NodeClock implements Clock {
  readonly zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  #origin = performance.timeOrigin;

  /** The wall clock with the monotonic clock's resolution; follows when the wall clock is set or the machine slept. */
  now(): EpochMs {
    const wall = Date.now();
    const fine = this.#origin + performance.now();
    if (Math.abs(fine - wall) <= TOLERATED_DRIFT_MS) return epochMs(toMicros(fine));
    this.#origin = wall - performance.now();
    return epochMs(wall);
  }

  monotonic(): Ms {
    return ms(toMicros(performance.now()));
  }

  async sleep(duration: Ms, signal?: AbortSignal): Promise<void> {
    await delay(duration, undefined, signal === undefined ? {} : { signal });
  }

  timer(after: Ms, action: () => void): Disposable {
    const timer = setTimeout(action, after);
    return { dispose: () => clearTimeout(timer) };
  }
}

/** More digits than the clock has would only fill recordings. */
const toMicros = (value: number): number => Math.round(value * 1000) / 1000;

/** Asking the system costs more than the bytes, so they are fetched ahead. None is given twice. */
const AHEAD = 4096;
let ahead = new Uint8Array();

function bytes(count: number): Uint8Array {
  if (count > AHEAD) return randomBytes(count);
  if (count > ahead.length) ahead = randomBytes(AHEAD);
  const taken = ahead.subarray(0, count);
  ahead = ahead.subarray(count);
  return taken;
}

export const nodeRandom: Random = { bytes, next: () => Math.random() };
