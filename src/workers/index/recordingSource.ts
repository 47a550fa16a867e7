import type { Clock, PlatformInfo, Storage } from "../../core/ports.ts";
import { linesPath, recordingFolder } from "../../recording/layout.ts";
import { Recordings } from "../../recording/recordings.ts";
import type { RecordingSource } from "../../store/indexer.ts";

/** The recordings of a storage folder as the index reads them. */
export function recordingSource(options: {
  storage: Storage;
  clock: Clock;
  platform: PlatformInfo;
  root: string;
}): RecordingSource {
  const { storage, root } = options;
  const recordings = new Recordings(options);
  return {
    list: () => recordings.list(),
    size: (key) => storage.size(linesPath(recordingFolder(root, key))),
    head: (key, length) => storage.read(linesPath(recordingFolder(root, key)), 0, length),
    read: (key, from, nextSeq) => recordings.read(key, from, nextSeq),
    isLive: async (key) => (await recordings.lease(key)).state === "held",
  };
}
