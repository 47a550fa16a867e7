import { dirname } from "node:path";
import type { Appender, Disposable, Storage } from "../../src/core/ports.ts";

/** What happens to the next append: a part of its bytes is written, then it fails. */
export interface AppendFault {
  /** How many bytes still get through; all of them where absent. */
  readonly written?: number;
  readonly code: string;
}

export const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: the system said no`), { code });

/** Files in memory, with faults on demand. Every call takes a turn of the event loop, as a disk's would. */
export class MemoryStorage implements Storage {
  readonly files = new Map<string, Buffer>();
  readonly appends: string[] = [];
  /** Asked before each append. */
  appendFault: (path: string, bytes: Uint8Array) => AppendFault | undefined = () => undefined;
  /** Asked before everything else. */
  fault: (operation: string, path: string) => string | undefined = () => undefined;

  async appender(path: string): Promise<Appender> {
    await this.#check("appender", path);
    let open = true;
    return {
      append: async (bytes) => {
        await turn();
        if (!open) throw systemError("EBADF");
        const fault = this.appendFault(path, bytes);
        const written = fault === undefined ? bytes : bytes.subarray(0, fault.written ?? bytes.length);
        this.files.set(path, Buffer.concat([this.files.get(path) ?? Buffer.alloc(0), written]));
        if (fault !== undefined) throw systemError(fault.code);
        this.appends.push(Buffer.from(bytes).toString("utf8"));
      },
      sync: turn,
      close: async () => {
        await turn();
        open = false;
      },
    };
  }

  async read(path: string, offset = 0, length = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    await this.#check("read", path);
    return (this.files.get(path) ?? Buffer.alloc(0)).subarray(offset, offset + length);
  }

  async size(path: string): Promise<number | undefined> {
    await this.#check("size", path);
    return this.files.get(path)?.length;
  }

  async replace(path: string, content: Uint8Array): Promise<void> {
    await this.#check("replace", path);
    this.files.set(path, Buffer.from(content));
  }

  async createExclusive(path: string, content: Uint8Array): Promise<boolean> {
    await this.#check("createExclusive", path);
    if (this.files.has(path)) return false;
    this.files.set(path, Buffer.from(content));
    return true;
  }

  async remove(path: string): Promise<void> {
    await this.#check("remove", path);
    for (const name of this.files.keys()) {
      if (name === path || name.startsWith(`${path}/`)) this.files.delete(name);
    }
  }

  async list(path: string): Promise<readonly string[]> {
    await this.#check("list", path);
    const below = [...this.files.keys()].filter((name) => name.startsWith(`${path}/`));
    return [...new Set(below.map((name) => name.slice(path.length + 1).split("/")[0] ?? ""))];
  }

  /** What `networkOf` says of every path. */
  network: string | undefined;

  networkOf(): Promise<string | undefined> {
    return Promise.resolve(this.network);
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  /** The files of a folder by name. */
  in(folder: string): readonly string[] {
    return [...this.files.keys()].filter((name) => dirname(name) === folder);
  }

  async #check(operation: string, path: string): Promise<void> {
    await turn();
    const code = this.fault(operation, path);
    if (code !== undefined) throw systemError(code);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
