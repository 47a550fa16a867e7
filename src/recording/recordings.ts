import { toStorageError } from "../core/failure.ts";
import { isRecordingKey, mayRecord, type BlobId, type RecordingKey, type SessionId } from "../core/ids.ts";
import type { RecordedLine } from "../core/lines.ts";
import type { Clock, Disposable, PlatformInfo, Storage } from "../core/ports.ts";
import type { EpochMs } from "../core/units.ts";
import { blobPath, linesPath, recordingFolder, sessionsFolder } from "./layout.ts";
import { Leases, type Lease, type LeaseOwner, type LeaseState } from "./lease.ts";
import { readRecording, type ReadItem } from "./reader.ts";
import { StopRequests } from "./stopRequests.ts";
import { RecordingWriter } from "./writer.ts";

/** A recording that this process writes. */
export interface OpenRecording {
  readonly key: RecordingKey;
  readonly folder: string;
  readonly writer: RecordingWriter;
  readonly close: () => Promise<void>;
}

/** The recordings of one storage folder. */
export class Recordings {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #leases: Leases;
  readonly #root: string;
  readonly stopRequests: StopRequests;

  constructor(options: { storage: Storage; clock: Clock; platform: PlatformInfo; root: string }) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#root = options.root;
    this.#leases = new Leases(options.storage, options.platform);
    this.stopRequests = new StopRequests(options.storage, options.root);
  }

  async list(): Promise<readonly RecordingKey[]> {
    return (await this.#storage.list(sessionsFolder(this.#root))).filter(isRecordingKey).toSorted();
  }

  read(key: RecordingKey, from = 0, expectedSeq = 0): AsyncGenerator<ReadItem> {
    return readRecording(this.#storage, linesPath(this.#folder(key)), from, expectedSeq);
  }

  /** The first line that can be read. */
  async first(key: RecordingKey): Promise<RecordedLine | undefined> {
    for await (const item of this.read(key)) if (item.kind === "line") return item.line;
    return undefined;
  }

  /**
   * The recording of a session, looked for first among those of its time.
   * @param until a moment at which it had begun.
   */
  async ofSession(session: SessionId, until: EpochMs): Promise<RecordingKey | undefined> {
    const keys = await this.list();
    const likely = keys.filter((key) => mayRecord(key, session, until));
    for (const key of new Set([...likely, ...keys])) {
      const first = await this.first(key);
      if (first?.type === "session" && first.data.id === session) return key;
    }
    return undefined;
  }

  /** Where a recording's lines stand. */
  path(key: RecordingKey): string {
    return linesPath(this.#folder(key));
  }

  /** Fires after a recording has grown or its lease changed hands. */
  watch(key: RecordingKey, changed: () => void): Disposable {
    return this.#storage.watch(this.#folder(key), changed);
  }

  /** A side file's text. */
  async blob(key: RecordingKey, id: BlobId): Promise<string> {
    return Buffer.from(await this.bytes(key, id)).toString("utf8");
  }

  /** A side file's bytes. @throws where there is none. */
  bytes(key: RecordingKey, id: BlobId): Promise<Uint8Array> {
    return this.#storage.read(blobPath(this.#folder(key), id));
  }

  lease(key: RecordingKey): Promise<LeaseState> {
    return this.#leases.state(this.#folder(key));
  }

  /**
   * Opens a recording for writing. `resume` reads what stands there and returns the next line's number;
   * it is called when nobody else can write any more.
   * @param goneOwner a holder of another machine, of whom a person says that it runs no more.
   * @returns the holder where another process writes it.
   * @throws FlightdeckError `storage` where the folder cannot be written; and what `resume` throws.
   */
  async open(
    key: RecordingKey,
    resume: () => Promise<number> = () => Promise.resolve(0),
    goneOwner?: LeaseOwner,
  ): Promise<OpenRecording | { readonly heldBy: LeaseOwner }> {
    const folder = this.#folder(key);
    try {
      const lease = await this.#leases.acquire(folder, goneOwner);
      if ("heldBy" in lease) return lease;
      await this.stopRequests.clear(key);
      return await this.#write(key, folder, lease, resume).catch(async (error: unknown) => {
        await lease.release();
        throw error;
      });
    } catch (error) {
      throw toStorageError(error);
    }
  }

  /** Deletes a recording with its side files. Refused (false) while somebody writes it. */
  async remove(key: RecordingKey): Promise<boolean> {
    if ((await this.lease(key)).state === "held") return false;
    await this.#storage.remove(this.#folder(key));
    return true;
  }

  async #write(
    key: RecordingKey,
    folder: string,
    lease: Lease,
    resume: () => Promise<number>,
  ): Promise<OpenRecording> {
    const nextSeq = await resume();
    const appender = await this.#storage.appender(linesPath(folder));
    const options = { appender, storage: this.#storage, folder, clock: this.#clock, nextSeq };
    const writer = new RecordingWriter(options);
    const close = async (): Promise<void> => {
      try {
        await writer.close();
      } finally {
        await lease.release();
      }
    };
    return { key, folder, writer, close };
  }

  #folder(key: RecordingKey): string {
    return recordingFolder(this.#root, key);
  }
}
