import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 100;

/**
 * Waits until `check` gives something other than undefined, false or null, and gives that.
 * @param what for the error: what is waited for.
 * @throws an Error after `timeoutMs`; what `check` itself throws passes through.
 */
export async function until<T>(
  what: string,
  timeoutMs: number,
  check: () => T | Promise<T>,
): Promise<Exclude<T, undefined | false | null>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await check();
    if (answer !== undefined && answer !== false && answer !== null)
      return answer as Exclude<T, undefined | false | null>;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
    await sleep(pollMs);
  }
}
