import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { outDir, projectRoot } from "../workbench/paths.ts";

const target = join(outDir, "preview");

/**
 * Builds a page and its fixture host into `out/preview`, where it opens in any browser:
 * `out/preview/chat.html?scenario=approval&theme=light`.
 */
export async function buildPreview(page: string): Promise<void> {
  await Promise.all([
    build({
      absWorkingDir: projectRoot,
      entryPoints: {
        [page]: `src/webview/${page}/main.tsx`,
        [`${page}.host`]: `test/preview/${page}/main.ts`,
      },
      outdir: target,
      bundle: true,
      format: "iife",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      loader: { ".ttf": "file" },
      assetNames: "[name]",
      sourcemap: "linked",
      logLevel: "warning",
    }),
    copyThemes(),
  ]);
  await writeFile(join(target, `${page}.html`), html(page));
}

async function copyThemes(): Promise<void> {
  const from = join(projectRoot, "test/support/themes");
  await mkdir(join(target, "themes"), { recursive: true });
  for (const file of await readdir(from)) await copyFile(join(from, file), join(target, "themes", file));
}

/** As strict as the real page: nothing inline, nothing from elsewhere. */
function html(page: string): string {
  const policy =
    "default-src 'none'; script-src 'nonce-preview'; style-src file:; font-src file:; img-src file: data:";
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" id="theme">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${page}.css">
</head>
<body data-page="${page}">
<div id="root"></div>
<script nonce="preview" src="${page}.host.js"></script>
<script nonce="preview" src="${page}.js"></script>
</body>
</html>
`;
}

if (import.meta.main) for (const page of process.argv.slice(2)) await buildPreview(page);
