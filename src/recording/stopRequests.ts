import { isRecordingKey, type RecordingKey } from "../core/ids.ts";
import type { Disposable, Storage } from "../core/ports.ts";
import { stopRequestPath, stopRequestsFolder } from "./layout.ts";

/** How a process asks the one that writes a recording to stop and give it free: a file with the recording's name. */
export class StopRequests {
  readonly #storage: Storage;
  readonly #root: string;

  constructor(storage: Storage, root: string) {
    this.#storage = storage;
    this.#root = root;
  }

  async ask(key: RecordingKey): Promise<void> {
    await this.#storage.replace(stopRequestPath(this.#root, key), Buffer.from("{}"));
  }

  /** Who writes the recording has taken notice, or begins anew and is not meant. */
  async clear(key: RecordingKey): Promise<void> {
    await this.#storage.remove(stopRequestPath(this.#root, key));
  }

  async open(): Promise<readonly RecordingKey[]> {
    return (await this.#storage.list(stopRequestsFolder(this.#root))).filter(isRecordingKey);
  }

  watch(asked: () => void): Disposable {
    return this.#storage.watch(stopRequestsFolder(this.#root), asked);
  }
}
