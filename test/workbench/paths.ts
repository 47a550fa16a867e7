import { join, resolve } from "node:path";

/** The root of the project: the folder of its package.json. */
export const projectRoot = resolve(import.meta.dirname, "../..");

/** Downloads and working copies that outlive a run; ignored by git. */
export const cacheDir = join(projectRoot, ".cache");

/** What a run leaves behind to look at: bundled tests, screenshots; ignored by git. */
export const outDir = join(projectRoot, "out");
