import { realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { isAbsolutePath, placeElsewhere } from "../../audit/runtime/elsewhere.ts";
import type { Observation } from "../../audit/runtime/observation.ts";
import type { SourceTree } from "../../core/sourceTree.ts";

/**
 * Finds the files of a folder that observations are about, and marks what was seen before they were changed last.
 * @param others the other folders of the window, whose programs show the same token.
 */
export async function placedObservations(
  folder: string,
  received: readonly Observation[],
  tree: Pick<SourceTree, "list">,
  others: readonly Pick<SourceTree, "list">[] = [],
): Promise<readonly Observation[]> {
  const observations = await withoutLinks(folder, received);
  const changed = await changeTimes(folder, observations);
  const isHere = ({ file }: Observation): boolean => file === undefined || changed.has(file);
  if (observations.every(isHere)) return markOutdated(observations, changed);
  const ofOthers = await otherPrograms(observations);
  const besides = await Promise.all(others.map(pathsOf));
  const placed = placeElsewhere(
    observations.filter(({ file = "" }) => !ofOthers.has(file)),
    await pathsOf(tree),
    besides.flat(),
  );
  return markOutdated(placed, await changeTimes(folder, placed));
}

/** Node names a file by the path that links lead to, which the folder may have been opened by. */
async function withoutLinks(
  folder: string,
  observations: readonly Observation[],
): Promise<readonly Observation[]> {
  const real = await realpath(folder).catch(() => folder);
  const root = `${real.replaceAll("\\", "/").replace(/\/+$/, "")}/`;
  return observations.map((seen) =>
    seen.file?.startsWith(root) ? { ...seen, file: seen.file.slice(root.length) } : seen,
  );
}

const pathsOf = async (tree: Pick<SourceTree, "list">): Promise<readonly string[]> =>
  (await tree.list(new AbortController().signal)).files.map(({ path }) => path);

/** What was seen before its file was changed says nothing about the code of today. */
const markOutdated = (
  observations: readonly Observation[],
  changed: ReadonlyMap<string, number>,
): readonly Observation[] =>
  observations.map((seen) =>
    (changed.get(seen.file ?? "") ?? 0) > seen.at ? { ...seen, outdated: true } : seen,
  );

/** When files of the folder were changed last; those that are not there are left out. */
async function changeTimes(
  folder: string,
  observations: readonly Observation[],
): Promise<ReadonlyMap<string, number>> {
  const changed = new Map<string, number>();
  for (const file of named(observations)) {
    const found = isAbsolutePath(file) ? undefined : await stat(join(folder, file)).catch(() => undefined);
    if (found !== undefined) changed.set(file, found.mtimeMs);
  }
  return changed;
}

/** Paths that are files of this machine outside of the folder: programs of other projects, in no container. */
async function otherPrograms(observations: readonly Observation[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of named(observations))
    if (
      isAbsolutePath(file) &&
      isOfThisSystem(file) &&
      (await stat(file).catch(() => undefined)) !== undefined
    )
      found.add(file);
  return found;
}

const isOfThisSystem = (path: string): boolean => path.startsWith("/") === (process.platform !== "win32");

const named = (observations: readonly Observation[]): ReadonlySet<string> =>
  new Set(observations.flatMap(({ file }) => file ?? []));
