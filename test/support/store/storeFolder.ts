import type { RecordingKey } from "../../../src/core/ids.ts";
import type { Clock, PlatformInfo, Storage } from "../../../src/core/ports.ts";
import { epochMs, ms } from "../../../src/core/units.ts";
import { Recordings, type OpenRecording } from "../../../src/recording/recordings.ts";
import type { ScriptedSession } from "./sessionScript.ts";

/** Which processes run is for the test to say. */
export function fakePlatform(pid = 1, running: ReadonlySet<number> = new Set([1])): PlatformInfo {
  return {
    version: "0.0.0",
    os: "linux",
    pid,
    hostname: "here",
    processStart: () => Promise.resolve("then"),
    isRunning: (other) => running.has(other),
  };
}

/** A storage folder in which a test records sessions, whole or piece by piece. */
export class StoreFolder {
  readonly root: string;
  readonly storage: Storage;
  readonly #open = new Map<RecordingKey, OpenRecording>();
  readonly #written = new Map<RecordingKey, number>();
  readonly #platform: PlatformInfo;
  #now = 0;

  constructor(storage: Storage, root: string, platform: PlatformInfo = fakePlatform()) {
    this.storage = storage;
    this.root = root;
    this.#platform = platform;
  }

  /** Writes the next lines of a session, all that are left where `count` is absent, and leaves it open. */
  async write(session: ScriptedSession, count = Number.POSITIVE_INFINITY): Promise<void> {
    const { writer } = await this.#recording(session.key);
    const from = this.#written.get(session.key) ?? 0;
    const lines = session.lines.slice(from, from + count);
    for (const { at, body } of lines) {
      this.#now = at;
      writer.record(body);
    }
    this.#written.set(session.key, from + lines.length);
    await writer.flush();
  }

  /** Writes a session to its end. */
  async record(session: ScriptedSession): Promise<void> {
    await this.write(session);
    await this.close(session);
  }

  async close({ key }: ScriptedSession): Promise<void> {
    await this.#open.get(key)?.close();
    this.#open.delete(key);
  }

  remove({ key }: ScriptedSession): Promise<boolean> {
    return this.recordings.remove(key);
  }

  get recordings(): Recordings {
    const clock: Clock = {
      now: () => epochMs(this.#now),
      monotonic: () => ms(this.#now),
      sleep: () => Promise.resolve(),
      timer: () => ({ dispose: () => undefined }),
      zone: "UTC",
    };
    return new Recordings({ storage: this.storage, clock, platform: this.#platform, root: this.root });
  }

  async #recording(key: RecordingKey): Promise<OpenRecording> {
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const opened = await this.recordings.open(key);
    if ("heldBy" in opened) throw new Error("somebody else writes this recording");
    this.#open.set(key, opened);
    return opened;
  }
}
