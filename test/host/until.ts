/** Asks until the answer is true; the host's own events decide when. @throws after `timeoutMs`. */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  timeoutMs = 45_000,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Writes, and writes again each second until the answer is true: VS Code's file watcher is a process that may
 * begin to watch later than a test begins, and what was written before, it never tells.
 */
export async function writeUntil(
  what: string,
  write: () => Promise<unknown>,
  check: () => boolean,
): Promise<void> {
  let last = 0;
  await until(what, async () => {
    if (Date.now() - last > 1_000) {
      await write();
      last = Date.now();
    }
    return check();
  });
}
