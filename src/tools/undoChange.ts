import { StaleFileError, type Files } from "../core/ports.ts";
import { ToolError } from "../core/tool.ts";
import { requireText } from "./fileText.ts";
import { openWorkspace } from "./paths.ts";

/** What a turn made of one file. */
export interface TurnChange {
  readonly path: string;
  /** Undefined where the turn made the file. */
  readonly before: string | undefined;
  readonly after: string;
}

export type ChangeUndone =
  | { readonly outcome: "restored" | "removed" }
  /** `now` is what the file holds, where it can be read. */
  | { readonly outcome: "refused"; readonly why: string; readonly now?: string };

/** Puts a file back to what it was before a turn, unless somebody changed it since. Never throws for a file's state. */
export async function undoChange(files: Files, os: string, change: TurnChange): Promise<ChangeUndone> {
  try {
    const workspace = await openWorkspace(files, os);
    const place = await workspace.resolve(change.path);
    if (!place.exists) return { outcome: "refused", why: "it is not there any more" };
    const now = await requireText(files, workspace, place);
    if (lines(now) !== lines(change.after)) return { outcome: "refused", why: "it changed since", now };
    if (change.before === undefined) {
      await files.remove(place.absolute, now);
      return { outcome: "removed" };
    }
    await files.write(place.absolute, now, change.before);
    return { outcome: "restored" };
  } catch (error) {
    if (error instanceof StaleFileError) return { outcome: "refused", why: "it was changed at this moment" };
    if (error instanceof ToolError) return { outcome: "refused", why: error.message.replace(/\.$/, "") };
    throw error;
  }
}

/** An editor gives a file one kind of line end, so that alone is no change. */
const lines = (text: string): string => text.replace(/\r\n?/g, "\n");
