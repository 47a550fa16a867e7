import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NodeStorage } from "../../src/node/storage.ts";
import { readRecording } from "../../src/recording/reader.ts";
import type { RecordedLine } from "../../src/core/lines.ts";
import { collect } from "./collect.ts";

/** The path of the only recording below a folder, wherever the registry put it. */
export async function recordingPath(folder: string): Promise<string> {
  const paths = await recordingPaths(folder);
  if (paths.length !== 1) throw new Error(`there are ${paths.length} recordings`);
  return paths[0] ?? "";
}

export async function recordingPaths(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((path) => path.endsWith("recording.jsonl")).map((path) => join(folder, path));
}

/** Its lines; fails where one is damaged. */
export async function recordedLines(path: string): Promise<readonly RecordedLine[]> {
  const items = await collect(readRecording(new NodeStorage(), path));
  return items.map((item) => {
    if (item.kind === "line") return item.line;
    throw new Error(`${item.problem}: ${item.text}`);
  });
}

/** All that was written below a folder, as one text. */
export async function everythingIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((path) => readFile(path, "utf8")))).join("\n");
}
