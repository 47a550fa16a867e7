import { existsSync } from "node:fs";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { runGuarded } from "../workbench/guarded.ts";
import { projectRoot } from "../workbench/paths.ts";

/** The part of esbuild's metafile that is read here, by the names of the bundles in esbuild.mjs. */
export type Metafiles = Readonly<
  Record<string, { readonly outputs: Readonly<Record<string, MetafileOutput>> }>
>;

interface MetafileOutput {
  readonly bytes: number;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const SOURCES = [
  "package.json",
  "esbuild.mjs",
  "tsconfig.json",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
  "docs",
  "media",
  "src",
];

/**
 * Builds for production (minified, no source maps) in a copy of the project, so that `dist` stays as it
 * is; `vsce` can package the copy.
 * @param folder where the copy is made.
 * @throws an Error with what the build printed when it fails.
 */
export async function buildRelease(folder: string): Promise<Metafiles> {
  await mkdir(folder, { recursive: true });
  for (const name of SOURCES.filter((source) => existsSync(join(projectRoot, source)))) {
    await cp(join(projectRoot, name), join(folder, name), { recursive: true });
  }
  await symlink(join(projectRoot, "node_modules"), join(folder, "node_modules"), "junction");
  const { code, printed } = await runGuarded(process.execPath, ["esbuild.mjs", "--production"], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`The production build failed:\n${printed.trim()}`);
  return JSON.parse(await readFile(join(folder, "out/metafile.json"), "utf8")) as Metafiles;
}
