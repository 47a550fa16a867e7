import type { Files } from "../core/ports.ts";
import { ToolError } from "../core/tool.ts";
import { globMatcher } from "./glob.ts";
import type { Place, Workspace } from "./paths.ts";

export const FOLDER_INPUT = {
  type: "string",
  maxLength: 4096,
  description: "Default: the whole workspace.",
} as const;

export const GLOB_INPUT = {
  type: "string",
  minLength: 1,
  maxLength: 500,
  description: "Only matching files, such as *.py or src/**/*.{ts,tsx}.",
} as const;

/**
 * Where to look: the folder or file, without one all roots.
 * @throws ToolError where it does not exist or is neither.
 */
export async function startsOf(
  workspace: Workspace,
  files: Files,
  folder: string | undefined,
): Promise<{ readonly starts: readonly Place[]; readonly isFile: boolean }> {
  if (folder === undefined || folder === "") return { starts: workspace.tops, isFile: false };
  const place = await workspace.resolve(folder);
  const kind = place.exists ? (await files.stat(place.absolute))?.kind : undefined;
  if (kind === undefined) throw new ToolError(`There is no folder ${place.path}.`);
  if (kind === "other") throw new ToolError(`${place.path} is not a folder.`);
  return { starts: [place], isFile: kind === "file" };
}

/** A glob may count from the workspace or from the folder, because models write both. */
export function globFilter(glob: string | undefined, starts: readonly Place[]): (place: Place) => boolean {
  if (glob === undefined) return () => true;
  const matches = globMatcher(glob);
  const prefixes = starts.filter(({ path }) => path !== ".").map(({ path }) => `${path}/`);
  return ({ path }) =>
    matches(path) || prefixes.some((prefix) => path.startsWith(prefix) && matches(path.slice(prefix.length)));
}
