import { join } from "node:path";
import { runGuarded } from "./guarded.ts";
import { projectRoot } from "./paths.ts";

/**
 * Packages an extension as `npm run package` does ours.
 * @param folder the folder of its manifest.
 * @param vsix the package to write.
 * @throws an Error with what the packager printed when it cannot.
 */
export async function packageExtension(folder: string, vsix: string): Promise<void> {
  const vsce = join(projectRoot, "node_modules/@vscode/vsce/vsce");
  const flags = [
    "--no-dependencies",
    "--allow-missing-repository",
    "--skip-license",
    "--no-rewrite-relative-links",
    "--out",
    vsix,
  ];
  const { code, printed } = await runGuarded(process.execPath, [vsce, "package", ...flags], { cwd: folder });
  if (code !== 0) throw new Error(`Cannot package ${folder}:\n${printed.trim()}`);
}
