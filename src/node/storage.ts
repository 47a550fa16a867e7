import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Appender, Disposable, Storage } from "../core/ports.ts";
import { networkOf } from "./network.ts";
import { watch } from "./watch.ts";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Our own files on the local disk. */
export class NodeStorage implements Storage {
  readonly #link: typeof link;

  /** @param hardLink for a test that plays a file system without links. */
  constructor(hardLink: typeof link = link) {
    this.#link = hardLink;
  }

  async appender(path: string): Promise<Appender> {
    await makeFolder(dirname(path));
    return new NodeAppender(await open(path, "a", FILE_MODE));
  }

  async read(path: string, offset = 0, length = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const file = await openExisting(path);
    if (file === undefined) return new Uint8Array();
    try {
      return await readUpTo(file, offset, length);
    } finally {
      await file.close();
    }
  }

  async size(path: string): Promise<number | undefined> {
    return (await orUndefined(stat(path)))?.size;
  }

  async replace(path: string, content: Uint8Array): Promise<void> {
    const temporary = await writeTemporary(path, content);
    try {
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /**
   * The file appears with its whole content or not at all: it is linked into place. Where the file system
   * has no links (exFAT, FAT, some network drives) it appears a moment before its content.
   */
  async createExclusive(path: string, content: Uint8Array): Promise<boolean> {
    if ((await this.size(path)) !== undefined) return false;
    const temporary = await writeTemporary(path, content);
    try {
      await this.#link(temporary, path);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      if (!WITHOUT_LINKS.has(codeOf(error))) throw error;
      return await createInPlace(path, content);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true });
  }

  async list(path: string): Promise<readonly string[]> {
    return (await orUndefined(readdir(path))) ?? [];
  }

  networkOf(path: string): Promise<string | undefined> {
    return networkOf(path);
  }

  watch(path: string, changed: (name?: string) => void): Disposable {
    return watch(path, FOLDER_MODE, changed);
  }
}

class NodeAppender implements Appender {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async append(bytes: Uint8Array): Promise<void> {
    const { bytesWritten } = await this.#file.write(bytes);
    if (bytesWritten !== bytes.length) {
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes were written; the disk may be full`);
    }
  }

  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Most reads are of what was appended a moment ago, so that asking for the size first would double their cost. */
const FIRST_READ = 64 << 10;
const LARGEST_READ = 16 << 20;

async function readUpTo(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let filled = 0;
  for (let wanted = FIRST_READ; filled < length; wanted = Math.min(wanted * 4, LARGEST_READ)) {
    const bytes = Buffer.allocUnsafe(Math.min(wanted, length - filled));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset + filled);
    parts.push(bytes.subarray(0, bytesRead));
    filled += bytesRead;
    if (bytesRead < bytes.length) break;
  }
  return parts[1] === undefined ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts);
}

async function writeTemporary(path: string, content: Uint8Array): Promise<string> {
  await makeFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const file = await open(temporary, "wx", FILE_MODE);
  try {
    await file.writeFile(content);
    await file.datasync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return temporary;
}

/** What file systems without hard links answer, by platform. */
const WITHOUT_LINKS: ReadonlySet<string | undefined> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EINVAL",
  "EISDIR",
  "EMLINK",
]);

async function createInPlace(path: string, content: Uint8Array): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await open(path, "wx", FILE_MODE);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  try {
    await file.writeFile(content);
    await file.datasync();
    return true;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

const makeFolder = (path: string): Promise<unknown> => mkdir(path, { recursive: true, mode: FOLDER_MODE });

const openExisting = (path: string): Promise<FileHandle | undefined> => orUndefined(open(path, "r"));

/** Undefined where the file or folder does not exist. */
async function orUndefined<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
