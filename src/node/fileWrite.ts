import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { StaleFileError } from "../core/ports.ts";

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
/** Never what a link in its place leads to. Windows knows only the first flag. */
const OPEN_ITSELF = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** @throws StaleFileError where anything of this name exists, a broken link included. */
export async function createFile(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  const file = await staleOn(["EEXIST"], name, open(path, "wx"));
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * Replaces the file's text, keeping its byte order mark, mode and owner.
 * @throws StaleFileError where the text is not `expected` or the file is no regular file.
 */
export async function replaceFile(
  folder: string,
  name: string,
  expected: string,
  text: string,
): Promise<void> {
  const path = join(folder, name);
  const file = await staleOn(["ENOENT", "ELOOP"], name, open(path, OPEN_ITSELF));
  try {
    const { info, mark } = await requireText(file, name, expected);
    const content = Buffer.concat([mark, Buffer.from(text)]);
    if (!(await swap(folder, path, info, content))) await overwrite(file, content);
  } finally {
    await file.close();
  }
}

/** @throws StaleFileError where the text is not `expected` or the file is no regular file. */
export async function removeFile(folder: string, name: string, expected: string): Promise<void> {
  const path = join(folder, name);
  const file = await staleOn(["ENOENT", "ELOOP"], name, open(path, OPEN_ITSELF));
  try {
    await requireText(file, name, expected);
    await rm(path);
  } finally {
    await file.close();
  }
}

async function requireText(
  file: FileHandle,
  name: string,
  expected: string,
): Promise<{ readonly info: Stats; readonly mark: Buffer }> {
  const info = await file.stat();
  if (!info.isFile()) throw new StaleFileError(`${name} is not a regular file`);
  const bytes = await file.readFile();
  const mark = bytes.subarray(0, 3).equals(BOM) ? BOM : Buffer.alloc(0);
  if (!bytes.subarray(mark.length).equals(Buffer.from(expected))) throw stale(name);
  return { info, mark };
}

/** By a new file renamed over the old one; false where the folder or the owner does not allow it. */
async function swap(folder: string, path: string, old: Stats, content: Buffer): Promise<boolean> {
  const temporary = join(folder, `.flightdeck-${randomBytes(8).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      const made = await file.stat();
      if (made.uid !== old.uid || made.gid !== old.gid) await file.chown(old.uid, old.gid);
      await file.chmod(old.mode);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    if (["EACCES", "EPERM", "EROFS"].includes(codeOf(error))) return false;
    throw error;
  }
}

async function overwrite(file: FileHandle, content: Buffer): Promise<void> {
  let written = 0;
  while (written < content.length)
    written += (await file.write(content, written, content.length - written, written)).bytesWritten;
  await file.truncate(content.length);
  await file.sync();
}

async function staleOn<T>(codes: readonly string[], name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(codeOf(error))) throw stale(name, error);
    throw error;
  }
}

const stale = (name: string, cause?: unknown): StaleFileError =>
  new StaleFileError(`${name} is not what it was`, { cause });

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";
