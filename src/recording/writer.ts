import { createHash } from "node:crypto";
import { toStorageError } from "../core/failure.ts";
import type { BlobId } from "../core/ids.ts";
import type { LineBody, RecordedLine, Recorder } from "../core/lines.ts";
import type { Appender, Clock, Storage } from "../core/ports.ts";
import { encodeLine } from "./format.ts";
import { blobPath } from "./layout.ts";

/**
 * Appends lines to one recording. `record` takes the line's number and time at once and hands it to
 * the system soon after, together with whatever else has gathered; `flush` waits for that.
 *
 * What could not be written stays queued, so a later `flush`, after the disk has room again, writes
 * it. A line that a failing write wrote nevertheless then stands twice; readers drop the second.
 */
export class RecordingWriter implements Recorder {
  readonly #appender: Appender;
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<(line: RecordedLine) => void>();
  #next: number;
  #queue: string[] = [];
  #scheduled = false;
  #draining: Promise<void> | undefined;

  constructor(options: {
    appender: Appender;
    storage: Storage;
    folder: string;
    clock: Clock;
    nextSeq: number;
  }) {
    this.#appender = options.appender;
    this.#storage = options.storage;
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#next = options.nextSeq;
  }

  /** Calls `listener` with every line as it is recorded. Returns the function that ends that. */
  onLine(listener: (line: RecordedLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  record(body: LineBody): void {
    const seq = this.#next++;
    const wall = this.#clock.now();
    const mono = this.#clock.monotonic();
    this.#queue.push(encodeLine(seq, wall, mono, body));
    this.#drainSoon();
    for (const listener of this.#listeners) listener({ ...body, seq, wall, mono });
  }

  async flush(): Promise<void> {
    do await this.#drain();
    while (this.#queue.length > 0);
  }

  async blob(bytes: Uint8Array): Promise<BlobId> {
    const id = createHash("sha256").update(bytes).digest("hex") as BlobId;
    try {
      await this.#storage.createExclusive(blobPath(this.#folder, id), bytes);
    } catch (error) {
      throw toStorageError(error);
    }
    return id;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
      await this.#appender.sync();
    } finally {
      await this.#appender.close();
    }
  }

  /** Lines of one turn of the event loop go out together, unless a flush comes before: writes are dear. */
  #drainSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      // Failures show at the next flush.
      this.#drain().catch(() => undefined);
    });
  }

  #drain(): Promise<void> {
    this.#draining ??= this.#writeQueue().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        await this.#appender.append(Buffer.from(batch.join("")));
      } catch (error) {
        this.#queue = [...batch, ...this.#queue];
        throw toStorageError(error);
      }
    }
  }
}
