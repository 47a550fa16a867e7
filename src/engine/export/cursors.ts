import { join } from "node:path";
import type { Clock, Storage } from "../../core/ports.ts";
import { epochMs, type EpochMs } from "../../core/units.ts";
import type { Backend } from "./backend.ts";

/**
 * How far a backend has been told, recording by recording: the queue is the recordings themselves. Lies in
 * the storage folder, under `export/<backend>/`.
 */
export class Cursors {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #known = new Map<string, number>();

  constructor(storage: Storage, root: string, { key }: Pick<Backend, "key">) {
    this.#storage = storage;
    this.#folder = join(root, "export", key);
  }

  /** When this backend was named first: what had ended by then is not sent to it. */
  async since(clock: Clock): Promise<EpochMs> {
    const path = join(this.#folder, "since");
    await this.#storage.createExclusive(path, Buffer.from(String(clock.now())));
    return epochMs(Number(Buffer.from(await this.#storage.read(path)).toString("utf8")));
  }

  /** Up to where a recording or a segment was told: the last line's number, or a position; -1 where nothing was. */
  async of(recording: string): Promise<number> {
    const known = this.#known.get(recording);
    if (known !== undefined) return known;
    const text = Buffer.from(await this.#storage.read(this.#path(recording))).toString("utf8");
    const seq = /^\d+$/.test(text) ? Number(text) : -1;
    this.#known.set(recording, seq);
    return seq;
  }

  async move(recording: string, seq: number): Promise<void> {
    this.#known.set(recording, seq);
    await this.#storage.replace(this.#path(recording), Buffer.from(String(seq)));
  }

  #path(recording: string): string {
    return join(this.#folder, recording);
  }
}

/** Forgets how far any backend was told of something that is gone. */
export async function forgetExport(storage: Storage, root: string, name: string): Promise<void> {
  const folder = join(root, "export");
  for (const backend of await storage.list(folder)) await storage.remove(join(folder, backend, name));
}
