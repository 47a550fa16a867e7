import { groupBy } from "../../core/groupBy.ts";
import type { FileFacts } from "../facts/facts.ts";
import { folderOf, Modules, type PathAliases } from "../resolve/modules.ts";
import { Resolver } from "../resolve/resolver.ts";
import type { Place } from "../result.ts";
import type { Loaded } from "./load.ts";
import type { ConfigFile } from "./config.ts";
import { withLocalModels } from "./localModels.ts";
import { MANIFEST_FILES, readManifest, type ManifestFile } from "./manifest.ts";
import { roleOf } from "./paths.ts";
import { placeOf, type Project, type Site } from "./project.ts";
import { Reachability } from "./reach.ts";
import { findSites } from "./sites.ts";
import { findTools } from "./tools.ts";

/**
 * Splits what was loaded into projects: a file belongs to the nearest folder with a manifest.
 * @param paths of all files that were loaded.
 */
export function projectsOf(loaded: Loaded, paths: ReadonlySet<string>): readonly ProjectFiles[] {
  const roots = new Set(projectRoots(loaded));
  const files = byRoot(loaded.files.values(), roots);
  const configs = byRoot(loaded.configs, roots);
  const manifests = byRoot(loaded.manifests, roots);
  const manifestsIn = groupBy(loaded.manifests, ({ path }) => folderOf(path));
  const atTop = loaded.configs.filter(({ path }) => !path.includes("/"));
  // What lies in a folder of tests is data of the project that is tested, and no project.
  const judged = [...roots].filter((root) => root === "" || roleOf(`${root}/`) !== "test");
  return judged.map((root) => ({
    root,
    files: files.get(root) ?? [],
    // A manifest of a folder above counts for what a project's own does not say: workspaces share their lock file.
    manifests: distinct([
      ...(manifests.get(root) ?? []),
      ...foldersAbove(root).flatMap((folder) => manifestsIn.get(folder) ?? []),
    ]),
    configs: distinct(root === "" ? loaded.configs : [...atTop, ...(configs.get(root) ?? [])]).filter(
      ({ path }) => roleOf(path.slice(root === "" ? 0 : root.length + 1)) !== "test" || !isInside(path, root),
    ),
    aliases: loaded.aliases.filter(({ folder }) => isInside(folder, root) || isInside(root, folder)),
    paths,
  }));
}

/** What one project is made of, before it is resolved. */
export interface ProjectFiles {
  readonly root: string;
  readonly files: readonly FileFacts[];
  readonly manifests: readonly ManifestFile[];
  readonly configs: readonly ConfigFile[];
  readonly aliases: readonly PathAliases[];
  /** Of all files that were loaded: what exists decides what an import means. */
  readonly paths: ReadonlySet<string>;
}

const distinct = <T>(all: readonly T[]): readonly T[] => [...new Set(all)];

/** A folder and those that it lies in, the root's last. */
function foldersAbove(folder: string): readonly string[] {
  return folder === "" ? [""] : [folder, ...foldersAbove(folderOf(folder))];
}

const isInside = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`);

function byRoot<T extends { readonly path: string }>(
  all: Iterable<T>,
  roots: ReadonlySet<string>,
): ReadonlyMap<string, readonly T[]> {
  const known = new Map<string, string>();
  const rootOfFolder = (folder: string): string => {
    let root = known.get(folder);
    if (root === undefined) {
      root = folder === "" || roots.has(folder) ? folder : rootOfFolder(folderOf(folder));
      known.set(folder, root);
    }
    return root;
  };
  return groupBy(all, ({ path }) => rootOfFolder(folderOf(path)));
}

/** Folders with a manifest and code; the audited folder itself where code stands outside all of them. */
function projectRoots({ manifests, files }: Loaded): readonly string[] {
  // A list of requirements inside a Python package belongs to the project around it.
  const aroundPackage = (folder: string): string =>
    /(?:^|\/)\w+$/.test(folder) && files.has(`${folder}/__init__.py`)
      ? aroundPackage(folderOf(folder))
      : folder;
  const folders = new Set(
    manifests
      .filter(
        (file) => MANIFEST_FILES.has(file.path.split("/").at(-1) ?? "") && roleOf(file.path) !== "vendored",
      )
      .filter((file) => !isMarker(file))
      .map(({ path }) => aroundPackage(folderOf(path))),
  );
  folders.add("");
  const used = byRoot(files.values(), folders).keys();
  return [...used].toSorted();
}

/** A `package.json` that only says which kind of modules lie below it. */
const isMarker = ({ path, text }: ManifestFile): boolean =>
  path.endsWith("package.json") && !/"(?:name|dependencies|devDependencies|workspaces)"\s*:/.test(text);

/** Resolves what a project is made of: what rules judge. */
export function resolveProject({
  root,
  files: own,
  manifests,
  configs,
  aliases,
  paths,
}: ProjectFiles): Project {
  const files = new Map(own.map((file) => [file.path, file]));
  const manifest = readManifest(manifests.toSorted((a, b) => b.path.length - a.path.length));
  const modules = new Modules(paths, aliases, pythonRoots(root));
  const resolver = new Resolver(files, modules);
  const reachability = new Reachability(files, modules);
  const reach: Project["reachable"] = (file, block) => reachability.of(file, block);
  const served = configs.some(({ path }) => path.endsWith("langgraph.json"));
  const sites = withLocalModels(findSites({ resolver, manifest, root, reach, served }), resolver);
  const tools = findTools({ resolver, reach, sites });
  return {
    root,
    manifest,
    files,
    configs,
    resolver,
    sites,
    tools,
    entrypoint: entrypointOf(files, sites, root),
    reachable: reach,
    known: new Map(),
  };
}

const pythonRoots = (root: string): readonly string[] => [root, root === "" ? "src" : `${root}/src`, ""];

/** A `main` or `app` file, else the first call of a model, else the first file. */
function entrypointOf(files: ReadonlyMap<string, FileFacts>, sites: readonly Site[], root: string): Place {
  const live = [...files.values()].filter(({ path }) => roleOf(path) === "live");
  const named = live.find(({ path }) =>
    /(?:^|\/)(?:main|app|server|index|cli|run|__main__)\.[a-z]+$/.test(path),
  );
  const site = sites.find(({ live: isLive }) => isLive);
  if (named !== undefined) return { file: named.path, line: 1 };
  return site ? placeOf(site.file, site.call) : { file: live[0]?.path ?? (root || "."), line: 1 };
}
