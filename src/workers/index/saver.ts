import type { Clock, Disposable, Storage } from "../../core/ports.ts";
import { ms, type Ms } from "../../core/units.ts";
import type { Database } from "../../store/database.ts";
import type { IndexNews } from "../../store/indexMessages.ts";
import { saveDatabase } from "../../store/snapshot.ts";

/** After so long without a change the index is idle. */
const IDLE = ms(5_000);
const LEAST_BETWEEN = ms(60_000);
/** Work that took so long should not be done twice, should the process end before it is idle. */
const LONG = ms(1_000);

/** Writes snapshots: when the index is idle, not too often, and at once after long work. */
export class Saver {
  readonly #db: Database;
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #root: string;
  readonly #post: (news: IndexNews) => void;
  #timer: Disposable | undefined;
  #saved: Ms;
  #dirty = false;

  constructor(options: {
    db: Database;
    storage: Storage;
    clock: Clock;
    root: string;
    post: (news: IndexNews) => void;
  }) {
    this.#db = options.db;
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#root = options.root;
    this.#post = options.post;
    this.#saved = ms(options.clock.monotonic() - LEAST_BETWEEN);
  }

  /** @param worked how long it took to find out what is new. */
  async changed(worked: Ms): Promise<void> {
    this.#dirty = true;
    if (worked >= LONG) return this.save();
    const wait = Math.max(IDLE, this.#saved + LEAST_BETWEEN - this.#clock.monotonic());
    this.#timer?.dispose();
    this.#timer = this.#clock.timer(ms(wait), () => void this.save());
  }

  /** Without a snapshot everything works, so a failure is only told. */
  async save(): Promise<void> {
    this.#timer?.dispose();
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#saved = this.#clock.monotonic();
    try {
      await saveDatabase(this.#db, this.#storage, this.#root);
    } catch (error) {
      this.#dirty = true;
      this.#post({ type: "warning", message: `The index could not be written: ${String(error)}` });
    }
  }
}
