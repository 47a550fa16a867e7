import { join } from "node:path";
import type { RecordingKey } from "../../core/ids.ts";
import type { Disposable, Ports } from "../../core/ports.ts";
import { ms } from "../../core/units.ts";
import type { Recordings } from "../../recording/recordings.ts";
import { Segments, segmentsFolder } from "../../recording/segments.ts";
import { forgetExport } from "../export/cursors.ts";
import { inventory } from "./inventory.ts";
import { outdated, type Stored } from "./plan.ts";

/** What was removed, for a person. */
export interface Removed {
  readonly sessions: number;
  /** Hours of received spans. */
  readonly received: number;
  readonly bytes: number;
}

/** Not while a window starts. */
const FIRST_AFTER = ms(20_000);
const EVERY = ms(6 * 3_600_000);
const MEGABYTE = 1_000_000;

/**
 * Removes what the person's limits of age and size leave no room for, and says what. What a process writes stays; what
 * a session has cost stays in the ledger.
 */
export class Retention implements Disposable {
  readonly #ports: Ports;
  readonly #place: () => Promise<{ readonly root: string; readonly recordings: Recordings }>;
  readonly #listeners = new Set<(removed: Removed) => void>();
  #timer: Disposable | undefined;

  constructor(
    ports: Ports,
    place: () => Promise<{ readonly root: string; readonly recordings: Recordings }>,
  ) {
    this.#ports = ports;
    this.#place = place;
  }

  /** Looks soon, and then every few hours, until `dispose`. */
  start(): void {
    this.#timer ??= this.#ports.clock.timer(FIRST_AFTER, () => void this.#again());
  }

  /** Hears what was removed; not called where nothing was. */
  onRemoved(listener: (removed: Removed) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
  }

  /** Removes what has to go now. */
  async apply(): Promise<Removed> {
    const { settings, storage, clock, random, log } = this.#ports;
    const { "retention.days": days, "retention.maxSize": megabytes } = settings.current;
    const removed = { sessions: 0, received: 0, bytes: 0 };
    if (days === 0 && megabytes === 0) return removed;
    const { root, recordings } = await this.#place();
    const segments = new Segments({ storage, clock, random, root });
    const stored = await inventory({ storage, root, recordings, segments });
    const limits = { days, bytes: megabytes * MEGABYTE };
    for (const each of outdated(stored, limits, clock.now())) {
      if (!(await this.#remove(each, root, recordings))) continue;
      removed[each.kind === "session" ? "sessions" : "received"]++;
      removed.bytes += each.bytes;
      log.info(`Retention removed ${each.kind} ${each.name}, ${each.bytes} bytes`);
    }
    if (removed.sessions + removed.received > 0) for (const listener of this.#listeners) listener(removed);
    return removed;
  }

  async #remove({ kind, name }: Stored, root: string, recordings: Recordings): Promise<boolean> {
    const { storage } = this.#ports;
    if (kind === "session") {
      if (!(await recordings.remove(name as RecordingKey))) return false;
      await forgetExport(storage, root, name);
    } else {
      await storage.remove(join(segmentsFolder(root), name));
      await forgetExport(storage, root, join("received", name));
    }
    return true;
  }

  async #again(): Promise<void> {
    await this.apply().catch((error: unknown) =>
      this.#ports.log.warn("What is too old could not be removed", error),
    );
    if (this.#timer !== undefined) this.#timer = this.#ports.clock.timer(EVERY, () => void this.#again());
  }
}
