import { constants } from "node:fs";
import { lstat, open, readlink, realpath, stat, type FileHandle } from "node:fs/promises";

/** With the code that the system itself gives where a link is in the way. */
const linkError = (message: string): Error => Object.assign(new Error(message), { code: "ELOOP" });

/** Where Linux shows what a process's descriptors stand for; absent elsewhere. */
const DESCRIPTORS = "/proc/self/fd";

/**
 * The real path of what `file` has open. Linux says so itself; elsewhere the path's target has to be
 * the very file that was opened.
 * @throws Error where the path led elsewhere in the meantime.
 */
export async function openedPath(
  file: FileHandle,
  path: string,
  descriptors: string = DESCRIPTORS,
): Promise<string> {
  try {
    return await readlink(`${descriptors}/${file.fd}`);
  } catch {
    const real = await realpath(path);
    const [there, opened] = await Promise.all([lstat(real, { bigint: true }), file.stat({ bigint: true })]);
    if (there.dev !== opened.dev || there.ino !== opened.ino)
      throw linkError(`${path} was replaced while it was being opened`);
    return real;
  }
}

/** A folder that, on Linux, stays the same one even if its path is redirected meanwhile. */
export interface HeldFolder {
  readonly path: string;
  close(): Promise<void>;
}

/** @throws Error where the folder's real path is not `real`, because a link leads elsewhere. */
export async function holdFolder(
  path: string,
  real: string,
  descriptors: string = DESCRIPTORS,
): Promise<HeldFolder> {
  if (!(await exists(descriptors))) {
    requireSame(path, real, await realpath(path));
    return { path, close: () => Promise.resolve() };
  }
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const held = `${descriptors}/${folder.fd}`;
    requireSame(path, real, await readlink(held));
    return { path: held, close: () => folder.close() };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function requireSame(path: string, expected: string, found: string): void {
  if (found !== expected) throw linkError(`${path} is reached through a link`);
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
