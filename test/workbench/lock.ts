import { mkdir, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const beatMs = 1000;
const staleMs = 5000;
const pollMs = 250;

/**
 * Runs `work` while no other process does under the same name. A lock whose owner died is taken over
 * after five seconds, so what `work` makes must still appear in one step, by a rename.
 * @param folder the lock: a folder that exists while it is held.
 * @param waiting called once if another process holds it.
 */
export async function withLock<T>(folder: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  for (let tries = 0; !(await take(folder)); tries++) {
    if (tries === 0) waiting();
    await sleep(pollMs);
  }
  const heart = setInterval(() => void utimes(folder, new Date(), new Date()).catch(() => {}), beatMs);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const held = await stat(folder).catch(() => undefined);
    if (held && Date.now() - held.mtimeMs > staleMs) await rm(folder, { recursive: true, force: true });
    return false;
  }
}
