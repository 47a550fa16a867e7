import type { RecordingKey } from "../core/ids.ts";
import type { RecordedLine } from "../core/lines.ts";
import type { Clock, Disposable } from "../core/ports.ts";
import { ms } from "../core/units.ts";
import type { Recordings } from "../recording/recordings.ts";

export interface FollowOptions {
  readonly recordings: Recordings;
  readonly clock: Clock;
  readonly key: RecordingKey;
  readonly onLine: (line: RecordedLine) => void;
  /** Nobody writes the recording any more, and has not for a moment: who hands it over is not overtaken. */
  readonly onFree: () => void;
}

/** How often the writer's lease is looked at; a process that dies says nothing. */
const LOOK_EVERY = ms(1_000);

/** A recording that another process writes, read as it grows. */
export class Following implements Disposable {
  readonly #options: FollowOptions;
  #offset = 0;
  #expected = 0;
  #reading: Promise<void> = Promise.resolve();
  #watching: Disposable | undefined;
  #looking: Disposable | undefined;
  #wasFree = false;
  #ended = false;

  private constructor(options: FollowOptions) {
    this.#options = options;
  }

  /** Settles when all that stands in the recording was given. */
  static async begin(options: FollowOptions): Promise<Following> {
    const following = new Following(options);
    // Watched before it is read, so that nothing falls between.
    following.#watching = options.recordings.watch(options.key, () => void following.#readOn());
    await following.#readOn();
    following.#lookLater();
    return following;
  }

  dispose(): void {
    this.#ended = true;
    this.#watching?.dispose();
    this.#looking?.dispose();
  }

  #readOn(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read());
    return this.#reading;
  }

  /** What cannot be read now is read at the next change. */
  async #read(): Promise<void> {
    const { recordings, key, onLine } = this.#options;
    try {
      for await (const item of recordings.read(key, this.#offset, this.#expected)) {
        if (this.#ended) return;
        // The last line may still be on its way, so one that is not whole is looked at again.
        if (item.kind !== "line") continue;
        this.#offset = item.end;
        this.#expected = item.line.seq + 1;
        onLine(item.line);
      }
    } catch {
      return;
    }
  }

  #lookLater(): void {
    if (!this.#ended) this.#looking = this.#options.clock.timer(LOOK_EVERY, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { recordings, key, onFree } = this.#options;
    const isFree = await recordings.lease(key).then(
      ({ state }) => state !== "held",
      () => false,
    );
    await this.#readOn();
    if (this.#ended) return;
    if (isFree && this.#wasFree) onFree();
    this.#wasFree = isFree;
    this.#lookLater();
  }
}
