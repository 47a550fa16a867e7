import { join, relative } from "node:path";
import { build } from "esbuild";
import { glob } from "tinyglobby";
import { outDir, projectRoot } from "../workbench/paths.ts";

export interface HostBundle {
  /** The module whose `run()` VS Code calls. */
  readonly entry: string;
  readonly files: readonly string[];
}

/** Bundles the tests for the extension host, which loads CommonJS only. */
export async function bundleHostTests(): Promise<HostBundle> {
  const sources = await glob("**/*.test.ts", { cwd: import.meta.dirname, absolute: true });
  const outdir = join(outDir, "host");
  await build({
    entryPoints: [join(import.meta.dirname, "index.ts"), ...sources],
    outdir,
    outbase: import.meta.dirname,
    absWorkingDir: projectRoot,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    packages: "external", // resolved at run time from node_modules, so that there is one mocha
    sourcemap: "inline",
    logLevel: "warning",
  });
  const bundled = (source: string) =>
    join(outdir, relative(import.meta.dirname, source).replace(/\.ts$/, ".js"));
  return { entry: join(outdir, "index.js"), files: sources.toSorted().map(bundled) };
}
