import { runGuarded } from "./guarded.ts";
import { projectRoot } from "./paths.ts";

/** Set where a run of several layers has built the extension for all of them. */
export const builtVariable = "EXTENSION_BUILT";

/**
 * Builds the extension as `npm run build` does.
 * @throws an Error with what the build printed when it fails.
 */
export async function buildExtension(): Promise<void> {
  if (process.env[builtVariable]) return;
  const { code, printed } = await runGuarded(process.execPath, ["esbuild.mjs"], { cwd: projectRoot });
  if (code !== 0) throw new Error(`The build failed:\n${printed.trim()}`);
}
