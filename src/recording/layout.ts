import { join } from "node:path";
import type { BlobId, RecordingKey } from "../core/ids.ts";

/** Where the parts of a recording lie in a storage folder. */
export const sessionsFolder = (storage: string): string => join(storage, "sessions");
export const recordingFolder = (storage: string, key: RecordingKey): string =>
  join(sessionsFolder(storage), key);
export const linesPath = (folder: string): string => join(folder, "recording.jsonl");
export const blobPath = (folder: string, id: BlobId): string => join(folder, "blobs", id);
export const stopRequestsFolder = (storage: string): string => join(storage, "stop-requests");
export const stopRequestPath = (storage: string, key: RecordingKey): string =>
  join(stopRequestsFolder(storage), key);
export const leasePath = (folder: string, generation: number): string => join(folder, `lease-${generation}`);
