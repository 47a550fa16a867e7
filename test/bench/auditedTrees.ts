import { resolve } from "node:path";
import { grammarOf } from "../../src/audit/project/paths.ts";
import type { SourceTree } from "../../src/core/sourceTree.ts";
import { NodeSourceTree } from "../../src/node/sourceTree.ts";
import { memoryTree } from "../audit/memoryTree.ts";
import { syntheticProjects } from "../audit/projects.ts";

const SOURCES = 2_000;

/** The synthetic projects, over and over, until there are so many sources; as bytes, which is what a disk gives. */
export function largeTree(): Record<string, Uint8Array> {
  const encoder = new TextEncoder();
  const files: Record<string, Uint8Array> = {};
  let sources = 0;
  for (let copy = 0; sources < SOURCES; copy++)
    for (const project of syntheticProjects())
      for (const [path, text] of Object.entries(project.files)) {
        if (grammarOf(path) !== undefined && ++sources > SOURCES) return files;
        files[`copy${copy}/${project.name}/${path}`] = encoder.encode(String(text));
      }
  return files;
}

/** One large project instead of many small ones: this repository. */
export const ownRepository = (): SourceTree => new NodeSourceTree(resolve(import.meta.dirname, "../.."));

/** What the row `audit` measures on. */
export const TREES = {
  large: () => memoryTree(largeTree()),
  repository: ownRepository,
} as const satisfies Readonly<Record<string, () => SourceTree>>;
