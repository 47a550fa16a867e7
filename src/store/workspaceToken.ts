import { join } from "node:path";
import type { Random, Storage } from "../core/ports.ts";

/**
 * What programs of this workspace show to its receiver: random, made once per workspace and kept in its storage
 * folder, so that a terminal that outlives a window stays right.
 */
export async function workspaceToken(storage: Storage, random: Random, folder: string): Promise<string> {
  const path = join(folder, "receiver-token");
  const made = Buffer.from(random.bytes(24)).toString("hex");
  if (await storage.createExclusive(path, Buffer.from(made))) return made;
  const kept = Buffer.from(await storage.read(path)).toString("utf8");
  return /^[0-9a-f]{48}$/.test(kept) ? kept : made;
}
