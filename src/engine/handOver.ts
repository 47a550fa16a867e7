import type { Session } from "../agent/session.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { RecordingKey, SessionId } from "../core/ids.ts";
import type { Clock, Disposable } from "../core/ports.ts";
import { ms } from "../core/units.ts";
import type { Recordings } from "../recording/recordings.ts";

export interface HandOverOptions {
  readonly clock: Clock;
  readonly recordings: () => Promise<Recordings>;
  /** The sessions that this process writes. */
  readonly live: () => readonly Session[];
  readonly keyOf: (id: SessionId) => Promise<RecordingKey>;
  /** A request could not be followed. */
  readonly failed: (error: unknown) => void;
  /** Stops a session's turn and gives its recording free. */
  readonly close: (session: Session) => Promise<void>;
}

const PATIENCE = ms(15_000);
const COMES_WITHIN = ms(5_000);
const LOOK_EVERY = ms(100);

/** *Stop it there*: one process asks, the one that writes the session stops its turn and lets go of it. */
export class HandOver {
  readonly #options: HandOverOptions;
  readonly #listeners = new Set<(id: SessionId) => void>();
  #watching: Disposable | undefined;
  #disposed = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  /** From now on other processes' requests are heard. */
  async listen(): Promise<void> {
    if (this.#watching !== undefined) return;
    const { stopRequests } = await this.#options.recordings();
    if (this.#disposed) return;
    this.#watching ??= stopRequests.watch(() => void this.#lookNext());
  }

  /** Hears of sessions that this process wrote until another one asked for them. */
  onHandedOver(listener: (id: SessionId) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Settles when the other process has let go. @throws FlightdeckError where it does not answer. */
  async ask(id: SessionId): Promise<void> {
    const { clock } = this.#options;
    const recordings = await this.#options.recordings();
    const key = await this.#options.keyOf(id);
    await recordings.stopRequests.ask(key);
    for (const end = clock.monotonic() + PATIENCE; clock.monotonic() < end;) {
      if ((await recordings.lease(key)).state !== "held") return;
      await clock.sleep(LOOK_EVERY);
    }
    throw new FlightdeckError("storage", "The process that runs this session does not answer.", {
      advice: "It may be suspended; it stops as soon as it wakes. End it to go on here at once.",
    });
  }

  /** Settles when the one who asked for a session writes it, or seems not to come. */
  async successor(id: SessionId): Promise<void> {
    const { clock } = this.#options;
    const recordings = await this.#options.recordings();
    const key = await this.#options.keyOf(id);
    for (const end = clock.monotonic() + COMES_WITHIN; clock.monotonic() < end;) {
      if ((await recordings.lease(key)).state === "held") return;
      await clock.sleep(LOOK_EVERY);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#watching?.dispose();
    this.#watching = undefined;
  }

  /** One look after the other: two at once would both find the session, and one not wait for its end. */
  #lookNext(): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#look())
      .catch((error: unknown) => this.#options.failed(error));
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { stopRequests } = await this.#options.recordings();
    const asked = new Set(await stopRequests.open());
    if (asked.size === 0) return;
    for (const session of this.#options.live()) {
      if (!session.recorded) continue;
      const key = await this.#options.keyOf(session.id);
      if (!asked.has(key)) continue;
      await this.#options.close(session);
      await stopRequests.clear(key);
      for (const listener of this.#listeners) listener(session.id);
    }
  }
}
