import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Observation } from "../audit/runtime/observation.ts";

/** Marks what was seen before its file was changed last: it says nothing about the code of today. */
export async function markOutdated(
  folder: string,
  observations: readonly Observation[],
): Promise<readonly Observation[]> {
  const changed = new Map<string, number>();
  for (const file of new Set(observations.flatMap((seen) => seen.file ?? []))) {
    const found = await stat(join(folder, file)).catch(() => undefined);
    if (found !== undefined) changed.set(file, found.mtimeMs);
  }
  return observations.map((seen) =>
    (changed.get(seen.file ?? "") ?? 0) > seen.at ? { ...seen, outdated: true } : seen,
  );
}
