// Builds dist/: the extension, the engine that it loads at first use, the command line, the worker
// threads and the pages. `--watch` rebuilds on every change and does not minify, `--production`
// leaves the source maps out.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, context } from "esbuild";

const require = createRequire(import.meta.url);
const root = dirname(fileURLToPath(import.meta.url));
const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** A dynamic import of a module that is a bundle of its own stays one, so that nobody else pays for it. */
const lazy = (module, bundle) => ({
  name: `lazy-${bundle}`,
  setup(plugin) {
    plugin.onResolve({ filter: module }, ({ kind }) =>
      kind === "dynamic-import" ? { path: `./${bundle}.js`, external: true } : undefined,
    );
  },
});

/** Activation does not pay for the SDK and all that hangs on it. */
const lazyEngine = lazy(/\/engine\.ts$/, "engine");
/** Nor for what a person asks for now and then. */
const lazyOnDemand = lazy(/\/onDemand\.ts$/, "on-demand");
/** The MCP SDK is loaded when the first server starts. */
const lazyMcp = lazy(/\/sdkConnection\.ts$/, "mcp");
/** The audit's parser and tables are loaded when a project is audited. */
const lazyAudit = lazy(/\/auditor\.ts$/, "audit");

/** Where the classes of errors are defined, which the extension and its engine throw at each other. */
const errorModules = ["failure", "ports", "tool"].map((name) => join(root, "src", "core", `${name}.ts`));

/** A class that two bundles define is two classes, and `instanceof` fails: these exist once, beside both. */
const sharedErrors = {
  name: "shared-errors",
  setup(plugin) {
    plugin.onResolve({ filter: /\/core\/\w+\.ts$|^\.\/\w+\.ts$/ }, ({ path, resolveDir }) =>
      errorModules.includes(join(resolveDir, path)) ? { path: "./errors.js", external: true } : undefined,
    );
  },
};

/**
 * esbuild copies the names of a CommonJS module that is imported as a whole, in every file anew, and
 * VS Code's API has hundreds of them.
 */
const plainVscode = {
  name: "plain-vscode",
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]src[\\/]host[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(
        /^import \* as vscode from "vscode";$/m,
        'const vscode = require("vscode");',
      ),
      loader: "ts",
    }));
  },
};

/** VS Code's loader asks the disk who requires a module, every time. */
const requireOnce = {
  js: "'use strict';require=(load=>{const loaded={};return name=>loaded[name]??=load(name)})(require);",
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: !watch,
  sourcemap: production ? false : "linked",
  metafile: true,
  logLevel: "warning",
  define: { "process.env.FLIGHTDECK_VERSION": JSON.stringify(version) },
};

const node = {
  ...common,
  platform: "node",
  format: "cjs",
  target: "node20",
  // The extension host and the command line load CommonJS; a dynamic import becomes a lazy require.
  supported: { "dynamic-import": false },
  mainFields: ["module", "main"],
};

/** Only the extension and what it loads on demand may name `vscode`: elsewhere it is an unresolvable import. */
const bundles = {
  extension: {
    ...node,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    plugins: [lazyEngine, lazyOnDemand, sharedErrors, plainVscode],
    banner: requireOnce,
  },
  onDemand: {
    ...node,
    entryPoints: ["src/host/onDemand.ts"],
    outfile: "dist/on-demand.js",
    external: ["vscode"],
    plugins: [sharedErrors, plainVscode],
    banner: requireOnce,
  },
  engine: {
    ...node,
    entryPoints: ["src/engine.ts"],
    outfile: "dist/engine.js",
    plugins: [lazyMcp, sharedErrors],
  },
  errors: {
    ...node,
    stdin: {
      contents: errorModules.map((path) => `export * from ${JSON.stringify(path)};`).join("\n"),
      resolveDir: root,
    },
    outfile: "dist/errors.js",
  },
  mcp: { ...node, entryPoints: ["src/mcp/sdkConnection.ts"], outfile: "dist/mcp.js" },
  audit: {
    ...node,
    entryPoints: ["src/audit/auditor.ts"],
    outfile: "dist/audit.js",
    // Tree-sitter imports `module` where it has a `require` of its own, which must not be taken for ours.
    supported: {},
  },
  cli: {
    ...node,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli.js",
    plugins: [lazyMcp, lazyAudit],
    banner: { js: "#!/usr/bin/env node" },
  },
  workers: {
    ...node,
    entryPoints: entries("src/workers", (name) => `${name}-worker`),
    outdir: "dist",
    plugins: [lazyAudit],
  },
  pages: {
    ...common,
    platform: "browser",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    tsconfig: "src/webview/tsconfig.json",
    entryPoints: pages(),
    outdir: "dist/webview",
    loader: { ".ttf": "file" },
    assetNames: "[name]",
  },
};

/** `{ out: in }` for every TypeScript file of a folder. */
function entries(folder, out) {
  const files = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  const names = files.filter((file) => file.endsWith(".ts")).map((file) => file.slice(0, -3));
  return Object.fromEntries(names.map((name) => [out(name), `${folder}/${name}.ts`]));
}

/** Every folder of `src/webview` with a `main.tsx` is a page. */
function pages() {
  const names = readdirSync(join(root, "src/webview")).filter((name) =>
    existsSync(join(root, "src/webview", name, "main.tsx")),
  );
  return Object.fromEntries(names.map((name) => [name, `src/webview/${name}/main.tsx`]));
}

async function copyAssets() {
  await mkdir(join(root, "dist"), { recursive: true });
  await copyFile(require.resolve("sql.js/dist/sql-wasm.wasm"), join(root, "dist/sql-wasm.wasm"));
  const grammars = dirname(require.resolve("@vscode/tree-sitter-wasm/wasm/tree-sitter.wasm"));
  for (const name of ["", "-python", "-typescript", "-tsx", "-javascript"].map(
    (part) => `tree-sitter${part}.wasm`,
  ))
    await copyFile(join(grammars, name), join(root, "dist", name));
}

const runnable = Object.entries(bundles).filter(
  ([, { entryPoints, stdin }]) => stdin !== undefined || Object.keys(entryPoints).length > 0,
);
await rm(join(root, "dist"), { recursive: true, force: true });
await copyAssets();
if (watch) {
  await Promise.all(runnable.map(async ([, options]) => (await context(options)).watch()));
} else {
  const metafiles = await Promise.all(
    runnable.map(async ([name, options]) => [name, (await build(options)).metafile]),
  );
  await mkdir(join(root, "out"), { recursive: true });
  await writeFile(join(root, "out/metafile.json"), JSON.stringify(Object.fromEntries(metafiles)));
}
