import { sep } from "node:path";

/** Whether an absolute path is the folder itself or lies in it. Without regard to case, which some disks ignore. */
export function isInside(folder: string, path: string): boolean {
  const base = folder.toLowerCase();
  const candidate = path.toLowerCase();
  return candidate === base || candidate.startsWith(base.endsWith(sep) ? base : base + sep);
}
