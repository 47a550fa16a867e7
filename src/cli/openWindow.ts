import { isInside } from "../core/paths.ts";
import { parseWindowValue, WINDOW_VARIABLE, type OpenWindow } from "../core/windowVariable.ts";

/**
 * What is open in the VS Code window whose terminal this is, so that both show the same sessions.
 * Undefined elsewhere, and for a folder that is not the window's.
 */
export function openWindow(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): OpenWindow | undefined {
  const window = parseWindowValue(env[WINDOW_VARIABLE]);
  return window?.workspace.folders.some((root) => isInside(root, folder)) ? window : undefined;
}
