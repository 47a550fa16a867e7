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
 * @param besides the files of other folders that the program may as well have run.
 */
export function placeElsewhere(
  observations: readonly Observation[],
  paths: Iterable<string>,
  besides: Iterable<string> = [],
): readonly Observation[] {
  const tree = new Set(paths);
  const here = namedLike(tree);
  const there = namedLike(besides);
  return observations.flatMap((seen) =>
    seen.file === undefined || tree.has(seen.file)
      ? seen
      : place(seen, seen.file, here(seen.file), there(seen.file)),
  );
}

function place(
  seen: Observation,
  said: string,
  candidates: readonly string[],
  rivals: readonly string[],
): readonly Observation[] {
  const steps = said.split("/");
  const shared = (path: string): number => sharedEnd(steps, path.split("/"));
  const longest = Math.max(0, ...[...candidates, ...rivals].map(shared));
  const isBest = (path: string): boolean => shared(path) === longest;
  const found = candidates.filter(isBest);
  const [file] = found;
  if (file === undefined) return [];
  const best = [...found, ...rivals.filter(isBest)];
  const { line, file: _said, ...hint } = seen;
  const isNamed = lastName(seen.function) !== undefined;
  if (best.length > 1 || (longest < 2 && !isNamed)) return isNamed ? [hint] : [];
  const confidence = seen.confidence * (longest < 2 ? BY_NAME : BY_FOLDERS);
  const what = `${seen.what}, as ${said}`;
  return [{ ...hint, file, ...(line !== undefined && { line }), confidence, what }];
}

/** The sources among files that have the same name as another. */
function namedLike(paths: Iterable<string>): (path: string) => readonly string[] {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    if (grammarOf(path) === undefined) continue;
    const known = byName.get(nameOf(path));
    if (known === undefined) byName.set(nameOf(path), [path]);
    else known.push(path);
  }
  return (path) => byName.get(nameOf(path)) ?? [];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** How many names two paths share from their end. */
function sharedEnd(one: readonly string[], other: readonly string[]): number {
  let shared = 0;
  while (shared < other.length && one.at(-1 - shared) === other.at(-1 - shared)) shared++;
  return shared;
}
