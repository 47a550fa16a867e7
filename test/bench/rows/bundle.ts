import type { Figure } from "../figure.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";

/** What must load at first use only: sql.js, the SDK, OpenTelemetry, and what pages are made of. */
const HEAVY =
  /node_modules\/(?:sql\.js|@anthropic-ai|@opentelemetry|preact|@vscode-elements|@tanstack|lit-html|uplot|markdown-it|dompurify)\/|^src\/webview\//;

/** What the extension host loads at start. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const metafiles = await buildRelease(folder);
    const output = (bundle: string) => {
      const found = metafiles[bundle]?.outputs[`dist/${bundle}.js`];
      if (found === undefined) throw new Error(`The metafile has no dist/${bundle}.js.`);
      return { bytes: found.bytes, heavy: Object.keys(found.inputs).filter((input) => HEAVY.test(input)) };
    };
    const [extension, engine] = [output("extension"), output("engine")];
    return [
      {
        name: "dist/extension.js, minified",
        unit: "kB",
        value: extension.bytes / 1000,
        baseline: { name: "dist/engine.js, loaded at first use", value: engine.bytes / 1000 },
        target: { of: "value", limit: "at most", amount: 150 },
      },
      {
        name: "its inputs of sql.js, SDK, OTel or pages",
        unit: "files",
        value: extension.heavy.length,
        baseline: { name: "those of dist/engine.js", value: engine.heavy.length },
        target: { of: "value", limit: "at most", amount: 0 },
      },
    ];
  });
