import { constants, type Dirent } from "node:fs";
import { mkdir, open, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import {
  StaleFileError,
  type FileContent,
  type FileStat,
  type Files,
  type FolderEntry,
} from "../core/ports.ts";
import { epochMs } from "../core/units.ts";
import { createFile, removeFile, replaceFile } from "./fileWrite.ts";
import { holdFolder, openedPath } from "./opened.ts";

/** Windows knows no such flags. A pipe opened without this one would wait for its other end. */
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The workspace's files on the local disk; no editor, so there is no unsaved text. */
export class NodeFiles implements Files {
  readonly roots: readonly string[];
  readonly trusted: boolean;

  constructor(roots: readonly string[], trusted = true) {
    this.roots = roots.map((root) => resolve(root));
    this.trusted = trusted;
  }

  realPath(path: string): Promise<string | undefined> {
    return orUndefined(realpath(path));
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const found = await orUndefined(stat(path));
    if (found === undefined) return undefined;
    const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
    return { kind, size: found.size, modified: epochMs(found.mtimeMs) };
  }

  async list(folder: string): Promise<readonly FolderEntry[]> {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  }

  /** @throws StaleFileError for whatever is not a regular file. */
  async read(path: string, offset: number, maxBytes: number): Promise<FileContent> {
    const file = await open(path, READ_AT_ONCE);
    try {
      const info = await file.stat();
      if (!info.isFile()) throw new StaleFileError(`${path} is not a regular file`);
      const bytes = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(0, info.size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return { bytes: bytes.subarray(0, filled), size: info.size, realPath: await openedPath(file, path) };
    } finally {
      await file.close();
    }
  }

  openText(): undefined {
    return undefined;
  }

  /**
   * Keeps the byte order mark and the mode that the file has. The folder is held open (Linux) or
   * compared (elsewhere), so that a link put in its place does not lead the write out of the roots.
   */
  async write(path: string, expected: string | undefined, text: string): Promise<void> {
    const folder = dirname(path);
    const real = await this.#expectedRealPath(folder);
    if (expected === undefined) await mkdir(folder, { recursive: true });
    const held = await holdFolder(folder, real);
    try {
      if (expected === undefined) await createFile(held.path, basename(path), text);
      else await replaceFile(held.path, basename(path), expected, text);
    } finally {
      await held.close();
    }
  }

  async remove(path: string, expected: string): Promise<void> {
    const folder = dirname(path);
    const held = await holdFolder(folder, await this.#expectedRealPath(folder));
    try {
      await removeFile(held.path, basename(path), expected);
    } finally {
      await held.close();
    }
  }

  /** What the folder's real path is if no link lies between it and its root. */
  async #expectedRealPath(folder: string): Promise<string> {
    for (const root of this.roots) {
      const real = (await this.realPath(root)) ?? root;
      for (const base of [root, real]) {
        const below = relative(base, folder);
        if (below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below)) return join(real, below);
      }
    }
    throw new Error(`${folder} is not in an open folder`);
  }
}

function kindOf(entry: Dirent): FolderEntry["kind"] {
  if (entry.isSymbolicLink()) return "link";
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "folder" : "other";
}

const MISSING: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "ELOOP"]);

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code)) return undefined;
    throw error;
  }
}
