import type { FileFacts } from "../facts/facts.ts";

/** How TypeScript's `paths` and `baseUrl` of one tsconfig rename modules. */
export interface PathAliases {
  /** The folder of the tsconfig, whose files it is about; empty for the root. */
  readonly folder: string;
  /** The folder that the targets are relative to; empty for the project's root. */
  readonly base: string;
  /** `@/*` to `src/*`, first match wins. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
}

/** Finds the file that an import means, so that a local module shadows a package of the same name. */
export class Modules {
  readonly #paths: ReadonlySet<string>;
  readonly #aliases: readonly PathAliases[];
  readonly #pythonRoots: readonly string[];
  /** By the path of the file that imports, then by module. */
  readonly #known = new Map<string, Map<string, string | undefined>>();

  /**
   * @param paths of all source files.
   * @param pythonRoots folders in which Python looks for top-level modules; empty for the root.
   */
  constructor(paths: ReadonlySet<string>, aliases: readonly PathAliases[], pythonRoots: readonly string[]) {
    this.#paths = paths;
    this.#aliases = aliases;
    this.#pythonRoots = pythonRoots;
  }

  /** The path of the file, or undefined for a package from elsewhere. */
  find(file: Pick<FileFacts, "path" | "language">, module: string): string | undefined {
    let known = this.#known.get(file.path);
    if (known === undefined) {
      known = new Map();
      this.#known.set(file.path, known);
    }
    if (known.has(module)) return known.get(module);
    const found =
      file.language === "python" ? this.#python(file.path, module) : this.#ecmascript(file.path, module);
    known.set(module, found);
    return found;
  }

  #python(from: string, module: string): string | undefined {
    const dots = /^\.*/.exec(module)?.[0].length ?? 0;
    const steps = module
      .slice(dots)
      .split(".")
      .filter((step) => step !== "");
    if (dots > 0) {
      let folder = folderOf(from);
      for (let up = 1; up < dots; up++) folder = folderOf(folder);
      return this.#pythonFile(join(folder, ...steps));
    }
    if (!pythonNames(this.#paths).has(steps.at(-1) ?? "")) return undefined;
    // A script's own folder comes first on Python's path.
    for (const root of [folderOf(from), ...this.#pythonRoots]) {
      const found = this.#pythonFile(join(root, ...steps));
      if (found !== undefined && found !== from) return found;
    }
    return undefined;
  }

  #pythonFile(base: string): string | undefined {
    const file = `${base}.py`;
    if (this.#paths.has(file)) return file;
    const folder = base === "" ? "__init__.py" : `${base}/__init__.py`;
    return this.#paths.has(folder) ? folder : undefined;
  }

  #ecmascript(from: string, module: string): string | undefined {
    if (module.startsWith(".")) return this.#scriptFile(join(folderOf(from), module));
    for (const { folder, base, paths } of this.#aliases) {
      if (folder !== "" && !from.startsWith(`${folder}/`)) continue;
      for (const { pattern, targets } of paths) {
        const rest = matchAlias(pattern, module);
        if (rest === undefined) continue;
        const found = targets.map((target) => this.#scriptFile(join(base, target.replace("*", rest))));
        const first = found.find((path) => path !== undefined);
        if (first !== undefined) return first;
      }
    }
    return undefined;
  }

  #scriptFile(base: string): string | undefined {
    if (this.#paths.has(base)) return base;
    const stem = base.replace(/\.(?:[cm]?[jt]sx?)$/, "");
    for (const end of EXTENSIONS) {
      if (this.#paths.has(`${base}${end}`)) return `${base}${end}`;
      if (this.#paths.has(`${stem}${end}`)) return `${stem}${end}`;
    }
    const index = EXTENSIONS.map((end) => (base === "" ? `index${end}` : `${base}/index${end}`));
    return index.find((path) => this.#paths.has(path));
  }
}

/** The names of all Python modules and packages, without the folders that they lie in. */
function pythonNames(paths: ReadonlySet<string>): ReadonlySet<string> {
  let names = PYTHON_NAMES.get(paths);
  if (names === undefined) {
    names = new Set([...paths].flatMap((path) => /([^/]+)(?:\/__init__)?\.py$/.exec(path)?.[1] ?? []));
    PYTHON_NAMES.set(paths, names);
  }
  return names;
}

const PYTHON_NAMES = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>();

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

export const folderOf = (path: string): string =>
  path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";

/** Joins path parts with `/`, resolving `.` and `..`; the root is empty. */
export function join(...parts: readonly string[]): string {
  const steps: string[] = [];
  for (const step of parts.join("/").split("/")) {
    if (step === "" || step === ".") continue;
    if (step === "..") steps.pop();
    else steps.push(step);
  }
  return steps.join("/");
}

/** What the `*` of a pattern stands for, empty for a pattern without one. */
function matchAlias(pattern: string, module: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === module ? "" : undefined;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const matches =
    module.startsWith(head) && module.endsWith(tail) && module.length >= head.length + tail.length;
  return matches ? module.slice(head.length, module.length - tail.length) : undefined;
}
