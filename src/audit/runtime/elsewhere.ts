import { grammarOf } from "../project/paths.ts";
import { lastName } from "./functionName.ts";
import type { Observation } from "./observation.ts";

/** So much of its confidence remains where two folders or more agree, or the file's name and its function. */
const BY_FOLDERS = 0.9;
const BY_NAME = 0.85;

/** Whether a path is one of a machine, not one within the audited folder. */
export const isAbsolutePath = (path: string): boolean => path.startsWith("/") || /^[A-Za-z]:\//.test(path);

/**
 * Finds the files of observations from programs that ran elsewhere, in a container say, or in another folder: by the
 * longest end of the path that one file of the tree shares, of at least two names; or by the file's name, where no other
 * file has it and the function is named, too. What could be several files keeps its function's name alone, as a hint;
 * what is no file of the tree is left out.
 * @param paths the files of the tree.
 */
export function placeElsewhere(
  observations: readonly Observation[],
  paths: Iterable<string>,
): readonly Observation[] {
  const tree = new Set(paths);
  const byName = new Map<string, string[]>();
  for (const path of tree) {
    if (grammarOf(path) === undefined) continue;
    const known = byName.get(nameOf(path));
    if (known === undefined) byName.set(nameOf(path), [path]);
    else known.push(path);
  }
  return observations.flatMap((seen) =>
    seen.file === undefined || tree.has(seen.file)
      ? seen
      : place(seen, seen.file, byName.get(nameOf(seen.file)) ?? []),
  );
}

function place(seen: Observation, said: string, candidates: readonly string[]): readonly Observation[] {
  const steps = said.split("/");
  const shared = candidates.map((path) => sharedEnd(steps, path.split("/")));
  const longest = Math.max(0, ...shared);
  const best = candidates.filter((_, at) => shared[at] === longest);
  const [file] = best;
  if (file === undefined) return [];
  const { line, file: _said, ...hint } = seen;
  const isNamed = lastName(seen.function) !== undefined;
  if (best.length > 1 || (longest < 2 && !isNamed)) return isNamed ? [hint] : [];
  const confidence = seen.confidence * (longest < 2 ? BY_NAME : BY_FOLDERS);
  const what = `${seen.what}, as ${said}`;
  return [{ ...hint, file, ...(line !== undefined && { line }), confidence, what }];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** How many names two paths share from their end. */
function sharedEnd(one: readonly string[], other: readonly string[]): number {
  let shared = 0;
  while (shared < other.length && one.at(-1 - shared) === other.at(-1 - shared)) shared++;
  return shared;
}
