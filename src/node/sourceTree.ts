import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { glob } from "tinyglobby";
import ignore from "ignore";
import { stat } from "node:fs/promises";
import type { SourceEntry, SourceTree } from "../core/sourceTree.ts";

/** Folders that never hold a project's own source. */
const SKIPPED = [
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
];

/** A folder on the local disk, without what its root's `.gitignore` names. Links are not followed. */
export class NodeSourceTree implements SourceTree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async list(signal: AbortSignal): ReturnType<SourceTree["list"]> {
    const ignored = ignore().add(await readFile(join(this.#root, ".gitignore"), "utf8").catch(() => ""));
    const paths = await glob("**/*", {
      cwd: this.#root,
      dot: true,
      followSymbolicLinks: false,
      ignore: SKIPPED.map((folder) => `**/${folder}/**`),
      signal,
    });
    const files: SourceEntry[] = [];
    const unreadable: string[] = [];
    for (const path of paths.filter((candidate) => !ignored.ignores(candidate)).toSorted()) {
      const found = await stat(join(this.#root, path)).catch(() => undefined);
      if (found === undefined) unreadable.push(path);
      else if (found.isFile()) files.push({ path, bytes: found.size });
    }
    return { files, unreadable };
  }

  read(path: string): Promise<Uint8Array> {
    return readFile(join(this.#root, path));
  }
}
