// `npm start`: builds the extension and opens VS Code with it.
import { existsSync } from "node:fs";
import { buildExtension } from "./build.ts";
import { printProgress } from "./progress.ts";
import { openDesktop } from "./start/desktop.ts";
import { parseStartOptions, usage } from "./start/options.ts";
import { sampleProject } from "./start/sample.ts";
import { serveWeb } from "./start/web.ts";

async function main(args: readonly string[]): Promise<number> {
  const options = parseStartOptions(args);
  if (options === undefined) {
    printProgress(usage);
    return 0;
  }
  if (options.folder !== undefined && !existsSync(options.folder))
    throw new Error(`There is no folder ${options.folder}`);
  printProgress("Building the extension …");
  await buildExtension();
  const folder = options.folder ?? (await sampleProject(options.fresh));
  if (options.prepare) return 0;
  if (!options.web && openDesktop(folder, printProgress)) return 0;
  return serveWeb(folder, options, printProgress);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
