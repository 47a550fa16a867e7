import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `f_type` of Linux's network file systems; source: linux/magic.h and statfs(2). */
const LINUX_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, "nfs"],
  [0x517b, "smb"],
  [0xff534d42, "cifs"],
  [0xfe534d42, "smb2"],
  [0x5346414f, "afs"],
  [0x73757245, "coda"],
  [0x00c36400, "ceph"],
  [0x0bd00bd0, "lustre"],
  [0x47504653, "gpfs"],
]);

const MAC_TYPES = /^(nfs|smbfs|afpfs|webdav|cifs)$/;

/**
 * The network file system that a path, or the nearest folder of it that exists, lies on. Undefined for a
 * local one and where the system does not say.
 */
export async function networkOf(path: string): Promise<string | undefined> {
  try {
    if (process.platform === "win32") return uncShare(path);
    if (process.platform === "darwin") return await fromMounts(resolve(path));
    return await fromStatfs(resolve(path));
  } catch {
    return undefined;
  }
}

async function fromStatfs(path: string): Promise<string | undefined> {
  for (let at = path; ; at = dirname(at)) {
    try {
      return networkType((await statfs(at)).type);
    } catch (error) {
      if (at === dirname(at)) throw error;
    }
  }
}

/** Exported for the test, because few machines have such a mount. */
export const networkType = (type: number): string | undefined => LINUX_TYPES.get(type >>> 0);

/** Exported for the test: `\\\\server\\share\\folder`. */
export const uncShare = (path: string): string | undefined =>
  /^[\\/]{2}[^\\/?.][^\\/]*[\\/]/.test(path) ? "network share" : undefined;

async function fromMounts(path: string): Promise<string | undefined> {
  const { stdout } = await run("/sbin/mount", []);
  return mountType(stdout, path);
}

/** Exported for the test: the type of the mount that lies nearest above a path, where it is a network's. */
export function mountType(mounts: string, path: string): string | undefined {
  const all = Array.from(mounts.matchAll(/ on (\/.*?) \((\w+)/g), ([, at = "", type = ""]) => ({ at, type }));
  const above = all.filter(({ at }) => at === "/" || path === at || path.startsWith(`${at}/`));
  const type = above.toSorted((a, b) => b.at.length - a.at.length)[0]?.type ?? "";
  return MAC_TYPES.test(type) ? type : undefined;
}
