import type { FileFacts } from "../facts/facts.ts";
import { folderOf, Modules } from "../resolve/modules.ts";
import { Resolver } from "../resolve/resolver.ts";
import type { Place } from "../result.ts";
import type { Loaded } from "./load.ts";
import { withLocalModels } from "./localModels.ts";
import { MANIFEST_FILES, readManifest, type ManifestFile } from "./manifest.ts";
import { roleOf } from "./paths.ts";
import { placeOf, type Project, type Site } from "./project.ts";
import { Reachability } from "./reach.ts";
import { findSites } from "./sites.ts";
import { findTools } from "./tools.ts";

/** Splits what was loaded into projects: a file belongs to the nearest folder with a manifest. */
export function projectsOf(loaded: Loaded): readonly Project[] {
  const roots = projectRoots(loaded);
  return roots.map((root) => projectAt(root, roots, loaded));
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
  const used = new Set([...files.keys()].map((path) => rootOf(path, folders)));
  // What lies in a folder of tests is data of the project that is tested.
  return [...used].filter((root) => root === "" || roleOf(`${root}/`) !== "test").toSorted();
}

/** A `package.json` that only says which kind of modules lie below it. */
const isMarker = ({ path, text }: ManifestFile): boolean =>
  path.endsWith("package.json") && !/"(?:name|dependencies|devDependencies|workspaces)"\s*:/.test(text);

function rootOf(path: string, roots: ReadonlySet<string>): string {
  let folder = folderOf(path);
  while (folder !== "" && !roots.has(folder)) folder = folderOf(folder);
  return folder;
}

function projectAt(root: string, roots: readonly string[], loaded: Loaded): Project {
  const all = new Set(roots);
  const belongs = (path: string): boolean => rootOf(path, all) === root;
  const files = new Map([...loaded.files].filter(([path]) => belongs(path)));
  // A manifest of a folder above counts for what a project's own does not say: workspaces share their lock file.
  const above = loaded.manifests.filter(({ path }) => {
    const folder = folderOf(path);
    return belongs(path) || folder === root || folder === "" || root.startsWith(`${folder}/`);
  });
  const manifest = readManifest(above.toSorted((a, b) => b.path.length - a.path.length));
  const modules = new Modules(loaded.files.keys(), loaded.aliases, pythonRoots(root));
  const resolver = new Resolver(files, modules);
  const reachability = new Reachability(files, modules);
  const reach: Project["reachable"] = (file, block) => reachability.of(file, block);
  const sites = withLocalModels(findSites({ resolver, manifest, root, reach }), resolver);
  const tools = findTools({ resolver, reach, sites });
  const configs = loaded.configs.filter(({ path }) => belongs(path) || root === "" || folderOf(path) === "");
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
