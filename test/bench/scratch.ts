import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { outDir } from "../workbench/paths.ts";

/** Runs `work` with a folder of its own on the project's disk; the temporary folder may be memory. */
export async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(outDir, { recursive: true });
  const folder = await mkdtemp(join(outDir, "bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
