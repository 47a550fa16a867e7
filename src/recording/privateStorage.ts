import { sep } from "node:path";
import type { Appender, Disposable, Storage } from "../core/ports.ts";

/**
 * A storage that keeps some folders in memory: what is written there never reaches the disk, and ends with the process.
 * Everything else is the other storage's.
 */
export class PrivateStorage implements Storage {
  readonly #disk: Storage;
  readonly #folders = new Set<string>();
  readonly #files = new Map<string, Uint8Array[]>();

  constructor(disk: Storage) {
    this.#disk = disk;
  }

  /** From now on this folder exists in memory only. */
  keepInMemory(folder: string): void {
    this.#folders.add(folder);
  }

  async appender(path: string): Promise<Appender> {
    if (!this.#isPrivate(path)) return this.#disk.appender(path);
    const chunks = this.#files.get(path) ?? [];
    this.#files.set(path, chunks);
    return {
      append: (bytes) => {
        chunks.push(Uint8Array.from(bytes));
        return Promise.resolve();
      },
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  async read(path: string, offset = 0, length?: number): Promise<Uint8Array> {
    if (!this.#isPrivate(path)) return this.#disk.read(path, offset, length);
    const chunks = this.#files.get(path) ?? [];
    const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    if (chunks.length > 1) chunks.splice(0, chunks.length, whole);
    return whole.subarray(offset, length === undefined ? undefined : offset + length);
  }

  async size(path: string): Promise<number | undefined> {
    if (!this.#isPrivate(path)) return this.#disk.size(path);
    return this.#files.get(path)?.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  async replace(path: string, content: Uint8Array): Promise<void> {
    if (this.#isPrivate(path)) this.#files.set(path, [Uint8Array.from(content)]);
    else await this.#disk.replace(path, content);
  }

  async createExclusive(path: string, content: Uint8Array): Promise<boolean> {
    if (!this.#isPrivate(path)) return this.#disk.createExclusive(path, content);
    if (this.#files.has(path)) return false;
    this.#files.set(path, [Uint8Array.from(content)]);
    return true;
  }

  async remove(path: string): Promise<void> {
    for (const file of this.#files.keys()) if (file === path || isBelow(file, path)) this.#files.delete(file);
    if (!this.#isPrivate(path)) await this.#disk.remove(path);
  }

  async list(path: string): Promise<readonly string[]> {
    const kept = [...this.#files.keys()]
      .filter((file) => isBelow(file, path))
      .map((file) => file.slice(path.length + 1).split(sep)[0] ?? "");
    const onDisk = this.#isPrivate(path) ? [] : await this.#disk.list(path);
    return [...new Set([...onDisk, ...kept])];
  }

  networkOf(path: string): Promise<string | undefined> {
    return this.#disk.networkOf(path);
  }

  /** Nobody else can change what is in this process's memory. */
  watch(path: string, changed: (name?: string) => void): Disposable {
    return this.#isPrivate(path) ? { dispose: () => undefined } : this.#disk.watch(path, changed);
  }

  #isPrivate(path: string): boolean {
    return [...this.#folders].some((folder) => path === folder || isBelow(path, folder));
  }
}

const isBelow = (path: string, folder: string): boolean => path.startsWith(folder + sep);
