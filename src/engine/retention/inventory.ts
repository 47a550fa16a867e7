import { join } from "node:path";
import { isBlobId, type RecordingKey } from "../../core/ids.ts";
import type { Storage } from "../../core/ports.ts";
import { epochMs, type EpochMs } from "../../core/units.ts";
import { decodeLine } from "../../recording/format.ts";
import { blobPath, recordingFolder } from "../../recording/layout.ts";
import type { Recordings } from "../../recording/recordings.ts";
import { hourOfSegment, segmentsFolder, type Segments } from "../../recording/segments.ts";
import type { Stored } from "./plan.ts";

export interface InventoryOptions {
  readonly storage: Storage;
  readonly root: string;
  readonly recordings: Recordings;
  readonly segments: Pick<Segments, "list">;
}

/** All that a workspace's storage folder holds of sessions and received spans. */
export async function inventory(options: InventoryOptions): Promise<readonly Stored[]> {
  const { storage, root, recordings, segments } = options;
  const stored: Stored[] = [];
  for (const key of await recordings.list()) {
    const last = await lastLine(storage, recordings.path(key));
    // Of one that nobody can read nobody knows how old it is.
    if (last === undefined) continue;
    stored.push({ kind: "session", name: key, last, bytes: await bytesOf(options, key) });
  }
  for (const name of await segments.list()) {
    const bytes = (await storage.size(join(segmentsFolder(root), name))) ?? 0;
    stored.push({ kind: "received", name, last: hourOfSegment(name), bytes });
  }
  return stored;
}

async function bytesOf({ storage, root, recordings }: InventoryOptions, key: RecordingKey): Promise<number> {
  const folder = recordingFolder(root, key);
  let bytes = (await storage.size(recordings.path(key))) ?? 0;
  for (const blob of await storage.list(join(folder, "blobs")))
    if (isBlobId(blob)) bytes += (await storage.size(blobPath(folder, blob))) ?? 0;
  return bytes;
}

const TAIL = 64 << 10;

/** When the last readable line of a recording was written. */
async function lastLine(storage: Storage, path: string): Promise<EpochMs | undefined> {
  const size = (await storage.size(path)) ?? 0;
  for (let tail = TAIL; ; tail *= 8) {
    const from = Math.max(0, size - tail);
    const text = Buffer.from(await storage.read(path, from)).toString("utf8");
    for (const line of text.split("\n").toReversed()) {
      const decoded = decodeLine(line);
      if (decoded.ok) return epochMs(decoded.line.wall);
    }
    if (from === 0) return undefined;
  }
}
