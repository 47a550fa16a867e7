import type { FileFacts } from "../facts/facts.ts";
import { perProject, perProjectAnd } from "./perProject.ts";
import type { Project } from "./project.ts";

/**
 * A program of the project that runs one file and never loads another, where no program loads both; undefined
 * where one does, or where the imports do not show it. Only Python: what loads JavaScript is often a framework.
 */
export function programWithout(
  loaded: FileFacts,
  running: FileFacts,
  project: Project,
): FileFacts | undefined {
  if (loaded.language !== "python" || running.language !== "python") return undefined;
  const runs = loadersOf(running, project);
  const loads = loadersOf(loaded, project);
  if ([...runs].some((file) => loads.has(file))) return undefined;
  return [...runs].find(isProgram);
}

/** The files that load a file, directly or by way of others, itself included. */
const loadersOf = perProjectAnd((file: FileFacts, project): ReadonlySet<FileFacts> => {
  const found = new Set([file]);
  for (const one of found) for (const next of importersIn(project).get(one) ?? []) found.add(next);
  return found;
});

/** Who imports a file. */
const importersIn = perProject((project) => {
  const found = new Map<FileFacts, FileFacts[]>();
  for (const file of project.files.values())
    for (const imported of importsOf(file, project)) {
      const known = found.get(imported);
      if (known === undefined) found.set(imported, [file]);
      else known.push(file);
    }
  return found;
});

/** The files that a file imports, with the packages that they lie in. */
function importsOf(file: FileFacts, { resolver, files }: Project): readonly FileFacts[] {
  const modules = file.imports.flatMap(({ module, name }) => [module, `${module}.${name}`]);
  const paths = [...new Set(modules)].flatMap((module) => resolver.pathOf(file, module) ?? []);
  return [...paths, file.path].flatMap(withPackages).flatMap((path) => files.get(path) ?? []);
}

const withPackages = (path: string): readonly string[] => {
  const folders = path.split("/").slice(0, -1);
  return [path, ...folders.map((_, depth) => [...folders.slice(0, depth + 1), "__init__.py"].join("/"))];
};

/** `if __name__ == "__main__":`. */
const isProgram = (file: FileFacts): boolean =>
  file.blocks.some(
    (block) =>
      block.kind === "branch" &&
      file.text.slice(block.condition.start, block.condition.end).includes("__name__"),
  );
