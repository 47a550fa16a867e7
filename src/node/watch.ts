import { mkdirSync, watch as watchFolder } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Disposable } from "../core/ports.ts";

/** Everything that shows a change has to appear within a second. */
const POLL_MS = 500;
/** Of a folder with more entries only these last ones by name are looked at; ours sort by time. */
const LOOKED_AT = 32;

/**
 * Fires after something in a folder changed. The system's own news counts as working from the moment at
 * which it has reported something; until then, and where it ends or never comes (network drives, some
 * containers, no handles left), the folder is looked at twice a second.
 */
export function watch(folder: string, mode: number, changed: (name?: string) => void): Disposable {
  let poll: Disposable | undefined;
  const watcher = systemWatch(folder, mode, {
    changed: (name) => {
      poll?.dispose();
      changed(name);
    },
    ended: () => {
      poll?.dispose();
      poll = startPolling(folder, changed);
    },
  });
  poll ??= startPolling(folder, changed);
  return {
    dispose: () => {
      watcher?.dispose();
      poll?.dispose();
    },
  };
}

interface Watching {
  readonly changed: (name?: string) => void;
  readonly ended: () => void;
}

function systemWatch(folder: string, mode: number, { changed, ended }: Watching): Disposable | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode });
    const watcher = watchFolder(folder, { persistent: false }, (_event, name) => changed(name ?? undefined));
    watcher.on("error", () => {
      watcher.close();
      ended();
    });
    return { dispose: () => watcher.close() };
  } catch {
    return undefined;
  }
}

/** Keeps no process alive. */
function backgroundTimer(after: number, action: () => void): Disposable {
  const timer = setTimeout(action, after).unref();
  return { dispose: () => clearTimeout(timer) };
}

/** Exported for the test, because nearly every machine has a watch that works. */
export function startPolling(folder: string, changed: () => void, later = backgroundTimer): Disposable {
  let last: string | undefined;
  let timer: Disposable | undefined;
  let ended = false;
  const look = async (): Promise<void> => {
    const now = await signature(folder);
    if (ended) return;
    if (last !== undefined && now !== last) changed();
    last = now;
    timer = later(POLL_MS, () => void look());
  };
  void look();
  return {
    dispose: () => {
      ended = true;
      timer?.dispose();
    },
  };
}

/** Names, sizes and times of a folder's entries. */
async function signature(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).toSorted();
    const looked = names.slice(-LOOKED_AT);
    const facts = looked.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return `${name}:${found?.size}:${found?.mtimeMs}`;
    });
    return `${names.length} ${(await Promise.all(facts)).join(" ")}`;
  } catch {
    return "gone";
  }
}
