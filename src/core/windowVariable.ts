import type { WorkspaceIdentity } from "./ports.ts";

/** The variable by which a VS Code window tells the command line in its terminals what is open. */
export const WINDOW_VARIABLE = "FLIGHTDECK_WORKSPACE";

export interface OpenWindow {
  readonly workspace: WorkspaceIdentity;
  /** VS Code's workspace trust. */
  readonly trusted: boolean;
}

export const windowValue = ({ workspace, trusted }: OpenWindow): string =>
  JSON.stringify({ ...workspace, trusted });

/** What the variable says; undefined where it says nothing that can be used. */
export function parseWindowValue(text: string | undefined): OpenWindow | undefined {
  try {
    const { file, folders, trusted } = (JSON.parse(text ?? "null") ?? {}) as Record<string, unknown>;
    if (!Array.isArray(folders) || folders.length === 0) return undefined;
    if (!folders.every((folder) => typeof folder === "string")) return undefined;
    return { workspace: { folders, ...(typeof file === "string" && { file }) }, trusted: trusted === true };
  } catch {
    return undefined;
  }
}
