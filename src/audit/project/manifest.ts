import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { matches } from "../resolve/pattern.ts";

/** What a project says of its packages. */
export interface Manifest {
  /** Package names as the ecosystem writes them; Python's in lower case with `-`. */
  readonly packages: ReadonlyMap<string, Package>;
  /** Whether there is any manifest at all. */
  readonly exists: boolean;
}

export interface Package {
  readonly name: string;
  /** The range in the manifest; absent for a package that only the lock file names. */
  readonly declared?: string;
  /** The exact version of the lock file. */
  readonly locked?: string;
  /** The file that names it first. */
  readonly file: string;
}

export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/** Files that make a folder a project of its own. */
export const MANIFEST_FILES: ReadonlySet<string> = new Set([
  "package.json",
  "pyproject.toml",
  "requirements.txt",
  "setup.py",
  "setup.cfg",
  "Pipfile",
  "environment.yml",
  "deno.json",
]);

const LOCK_FILES: ReadonlySet<string> = new Set([
  "package-lock.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
  "uv.lock",
  "poetry.lock",
  "Pipfile.lock",
]);

export const isManifestFile = (name: string): boolean =>
  MANIFEST_FILES.has(name) || LOCK_FILES.has(name) || /^requirements.*\.txt$/.test(name);

/** Reads what it can; a broken file says nothing. */
export function readManifest(files: readonly ManifestFile[]): Manifest {
  const packages = new Map<string, Package>();
  for (const file of files) {
    for (const found of packagesIn(file)) {
      const known = packages.get(found.name);
      packages.set(found.name, { ...found, ...known, ...(found.locked && { locked: found.locked }) });
    }
  }
  return { packages, exists: files.length > 0 };
}

/** The packages whose names match one of some patterns. */
export const packagesLike = (manifest: Manifest, patterns: readonly string[]): readonly Package[] =>
  [...manifest.packages.values()].filter(({ name }) => patterns.some((pattern) => matches(pattern, name)));

/** The major version that runs, by the lock file, else by the lower end of the declared range. */
export function majorOf({ locked, declared }: Package): number | undefined {
  const digits = /\d+/.exec(locked ?? declared ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether the version that runs lies between two, both included and compared as far as they are written. */
export function isWithin({ locked, declared }: Package, from?: string, to?: string): boolean {
  const version = /\d+(?:\.\d+)*/.exec(locked ?? declared ?? "")?.[0];
  if (version === undefined) return false;
  return (
    (from === undefined || compare(version, from) >= 0) && (to === undefined || compare(version, to) <= 0)
  );
}

/** Negative, 0 or positive; only the steps that the bound names count. */
function compare(version: string, bound: string): number {
  const steps = version.split(".");
  for (const [index, step] of bound.split(".").entries()) {
    const difference = Number(steps[index] ?? 0) - Number(step);
    if (difference !== 0) return difference;
  }
  return 0;
}

const READ = new WeakMap<ManifestFile, readonly Package[]>();

/** Read once, because the projects of a workspace share the manifests above them. */
function packagesIn(file: ManifestFile): readonly Package[] {
  let packages = READ.get(file);
  if (packages === undefined) {
    packages = readPackages(file);
    READ.set(file, packages);
  }
  return packages;
}

function readPackages({ path, text }: ManifestFile): readonly Package[] {
  const name = path.split("/").at(-1) ?? path;
  try {
    return [...(READERS[name]?.(text) ?? (/^requirements.*\.txt$/.test(name) ? requirements(text) : []))].map(
      (found) => ({ ...found, file: path }),
    );
  } catch {
    return [];
  }
}

type Found = Omit<Package, "file">;

const READERS: Readonly<Record<string, (text: string) => Iterable<Found>>> = {
  "package.json": packageJson,
  "package-lock.json": packageLock,
  "pnpm-lock.yaml": pnpmLock,
  "yarn.lock": yarnLock,
  "pyproject.toml": pyproject,
  Pipfile: pipfile,
  "uv.lock": tomlLock,
  "poetry.lock": tomlLock,
  "setup.py": (text) => quoted(text),
  "setup.cfg": requirements,
};

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const objectAt = (value: Json, ...steps: readonly string[]): Json => {
  let at: unknown = value;
  for (const step of steps) at = isObject(at) ? at[step] : undefined;
  return isObject(at) ? at : {};
};

function* packageJson(text: string): Generator<Found> {
  const json = JSON.parse(text) as Json;
  for (const field of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]) {
    for (const [name, declared] of Object.entries(objectAt(json, field))) {
      const exact = /^=?(\d+\.\d+\.\d+[\w.-]*)$/.exec(String(declared))?.[1];
      yield { name, declared: String(declared), ...(exact && { locked: exact }) };
    }
  }
}

function* packageLock(text: string): Generator<Found> {
  for (const [path, entry] of Object.entries(objectAt(JSON.parse(text) as Json, "packages"))) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name !== undefined && isObject(entry)) yield { name, locked: String(entry["version"]) };
  }
}

function* pnpmLock(text: string): Generator<Found> {
  const lock = parseYaml(text) as Json;
  for (const key of Object.keys(objectAt(lock, "packages"))) {
    const [, name, locked] = /^\/?((?:@[^/]+\/)?[^/@]+)[@/](\d[^(_]*)/.exec(key) ?? [];
    if (name && locked) yield { name, locked };
  }
}

function* yarnLock(text: string): Generator<Found> {
  for (const [, name, locked] of text.matchAll(
    /^"?((?:@[^/@\n]+\/)?[^@\s"\n]+)@[^\n]*:\n\s+version:? "?([^"\n]+)"?/gm,
  )) {
    if (name && locked) yield { name, locked };
  }
}

function* pyproject(text: string): Generator<Found> {
  const toml = parseToml(text) as Json;
  const project = objectAt(toml, "project");
  const groups = [
    project["dependencies"],
    ...Object.values(objectAt(project, "optional-dependencies")),
    ...Object.values(objectAt(toml, "dependency-groups")),
    objectAt(toml, "tool", "uv")["dev-dependencies"],
  ];
  for (const group of groups) {
    for (const line of Array.isArray(group) ? group : [])
      if (typeof line === "string") yield* requirement(line);
  }
  const poetry = objectAt(toml, "tool", "poetry");
  const tables = [
    objectAt(poetry, "dependencies"),
    ...Object.values(objectAt(poetry, "group")).map((group) =>
      isObject(group) ? objectAt(group, "dependencies") : {},
    ),
  ];
  for (const table of tables) {
    for (const [name, value] of Object.entries(table)) {
      const declared = versionOf(value);
      yield { name: pythonName(name), declared };
    }
  }
}

function* pipfile(text: string): Generator<Found> {
  const toml = parseToml(text) as Json;
  for (const field of ["packages", "dev-packages"]) {
    for (const name of Object.keys(objectAt(toml, field))) yield { name: pythonName(name), declared: "*" };
  }
}

function* tomlLock(text: string): Generator<Found> {
  const list = (parseToml(text) as Json)["package"];
  for (const entry of Array.isArray(list) ? list : []) {
    if (isObject(entry) && typeof entry["name"] === "string")
      yield { name: pythonName(entry["name"]), locked: String(entry["version"]) };
  }
}

function* requirements(text: string): Generator<Found> {
  for (const line of text.split("\n")) yield* requirement(line);
}

function* requirement(line: string): Generator<Found> {
  const [, name, range = ""] = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#@]*)/.exec(line) ?? [];
  if (name === undefined) return;
  const exact = /^\s*===?\s*([\w.]+)\s*$/.exec(range)?.[1];
  yield { name: pythonName(name), declared: range.trim(), ...(exact && { locked: exact }) };
}

function* quoted(text: string): Generator<Found> {
  for (const [, line] of text.matchAll(/["']([A-Za-z0-9][\w.\-[\]]*(?:\s*[<>=~!][^"']*)?)["']/g)) {
    if (line) yield* requirement(line);
  }
}

const versionOf = (value: unknown): string => {
  const version = isObject(value) ? value["version"] : value;
  return typeof version === "string" ? version : "*";
};

/** PEP 503's normal form. */
const pythonName = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, "-");
