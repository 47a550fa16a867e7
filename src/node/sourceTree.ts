import { lstatSync, readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import ignore, { type Ignore } from "ignore";
import type { SourceEntry, SourceTree } from "../core/sourceTree.ts";

/** Folders that never hold a project's own source. */
const SKIPPED: ReadonlySet<string> = new Set([
  "node_modules",
  ".git",
  ".venv",
  "venv",
  "__pycache__",
  "site-packages",
  ".next",
  ".nuxt",
  ".tox",
  ".mypy_cache",
  ".cache",
]);

const READS_IN_A_TURN = 32;

/** A folder on the local disk, without what its `.gitignore` files name. Links are not followed. */
export class NodeSourceTree implements SourceTree {
  readonly #root: string;
  #reads = 0;

  constructor(root: string) {
    this.#root = root;
  }

  async list(signal: AbortSignal): ReturnType<SourceTree["list"]> {
    const files: SourceEntry[] = [];
    const unreadable: string[] = [];
    const open: Folder[] = [{ path: "", rules: [] }];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      signal.throwIfAborted();
      try {
        const found = await this.#look(folder);
        open.push(...found.folders);
        files.push(...found.files);
        unreadable.push(...found.unreadable);
      } catch {
        unreadable.push(folder.path);
      }
    }
    return { files: files.toSorted(byPath), unreadable: unreadable.toSorted() };
  }

  /** Without the pool of threads, which takes longer than to read a small file; others get their turn now and then. */
  async read(path: string): Promise<Uint8Array> {
    if (++this.#reads % READS_IN_A_TURN === 0) await setImmediate();
    return readFileSync(join(this.#root, path));
  }

  async #look({ path, rules }: Folder): Promise<{
    readonly folders: readonly Folder[];
    readonly files: readonly SourceEntry[];
    readonly unreadable: readonly string[];
  }> {
    const entries = await readdir(join(this.#root, path), { withFileTypes: true });
    const own = entries.some((entry) => entry.name === ".gitignore" && entry.isFile())
      ? await this.#rulesIn(path)
      : [];
    const all = [...rules, ...own];
    const below = entries
      .map((entry) => ({ entry, name: entry.name, path: path === "" ? entry.name : `${path}/${entry.name}` }))
      .filter((found) => !isIgnored(found.path, found.entry.isDirectory(), all));
    const sized = below.filter(({ entry }) => entry.isFile()).map((found) => this.#entry(found.path));
    return {
      folders: below
        .filter(({ entry, name }) => entry.isDirectory() && !SKIPPED.has(name))
        .map((found) => ({ path: found.path, rules: all })),
      files: sized.flatMap((entry) => (typeof entry === "string" ? [] : [entry])),
      unreadable: sized.filter((entry) => typeof entry === "string"),
    };
  }

  /** @returns the path alone of what cannot be looked at. */
  #entry(path: string): SourceEntry | string {
    try {
      return { path, bytes: lstatSync(join(this.#root, path)).size };
    } catch {
      return path;
    }
  }

  async #rulesIn(folder: string): Promise<readonly Rules[]> {
    const text = await readFile(join(this.#root, folder, ".gitignore"), "utf8").catch(() => "");
    return [{ below: folder === "" ? "" : `${folder}/`, ignored: ignore().add(text) }];
  }
}

const byPath = (a: SourceEntry, b: SourceEntry): number => (a.path < b.path ? -1 : 1);

interface Folder {
  /** Relative to the root, with `/`; empty for itself. */
  readonly path: string;
  /** Of the folder above and those above it. */
  readonly rules: readonly Rules[];
}

/** One `.gitignore`. */
interface Rules {
  readonly below: string;
  readonly ignored: Ignore;
}

/** The rules of the nearest folder that say anything decide. */
function isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (const { below, ignored } of rules.toReversed()) {
    const said = ignored.test(path.slice(below.length) + (isFolder ? "/" : ""));
    if (said.ignored || said.unignored) return said.ignored;
  }
  return false;
}
