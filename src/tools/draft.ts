import type { ToolCall } from "../core/call.ts";
import { StaleFileError } from "../core/ports.ts";
import { ToolError, type ApprovalNeed, type ToolOutput } from "../core/tool.ts";
import { requireText } from "./fileText.ts";
import { excerpt } from "./pages.ts";
import { unifiedDiff } from "./patch.ts";
import { openWorkspace, type Place } from "./paths.ts";
import { textHash } from "./readLog.ts";
import { sensitiveReason } from "./sensitive.ts";
import type { ToolSession } from "./session.ts";

/** A change of one file, worked out but not yet made. */
export interface Draft {
  readonly place: Place;
  /** Absent where the file is new. */
  readonly before: string | undefined;
  readonly after: string;
  /** What the model is told once it is done. */
  readonly done: string;
}

/** What a person has to allow before the draft is committed. */
export function approvalOf({ place, before = "", after }: Draft): ApprovalNeed {
  const patch = unifiedDiff(place.path, before, after);
  const preview = { kind: "diff", path: place.path, patch, before, after } as const;
  const reason = sensitiveReason(place.qualified);
  if (reason !== undefined) return { preview, sensitive: `${place.path}: ${reason}` };
  return { preview, grant: { key: "edit", label: "edits in this session", endsWith: () => false } };
}

/** @throws ToolError where the file is no longer what the draft began with. */
export async function commit(
  session: ToolSession,
  { place, before, after, done }: Draft,
  { recorder }: Pick<ToolCall, "recorder">,
): Promise<ToolOutput> {
  // Kept before anything is written, so that whatever is written can be undone.
  for (const text of [before, after]) if (text !== undefined) await recorder.blob(Buffer.from(text));
  try {
    await session.files.write(place.absolute, before, after);
  } catch (error) {
    if (!(error instanceof StaleFileError)) throw error;
    throw await staleError(session, place, error);
  }
  session.reads.note(place, after);
  const hashes = before === undefined ? {} : { before: textHash(before) };
  return { text: done, changes: [{ path: place.path, ...hashes, after: textHash(after) }] };
}

/**
 * The error text shows the file, so the agent has seen it then and may try again.
 * @param wanted the text that the change is about, to show the right part.
 * @throws ToolError where the agent has not read `text`, or only an earlier one.
 */
export function requireSeen({ reads }: ToolSession, place: Place, text: string, wanted?: string): void {
  const state = reads.state(place, text);
  if (state === "current") return;
  reads.note(place, text);
  const what = state === "unread" ? "was not read before" : "has changed since you read it";
  throw new ToolError(`${place.path} ${what}; nothing was written. It now reads:\n${excerpt(text, wanted)}`);
}

async function staleError(session: ToolSession, place: Place, cause: StaleFileError): Promise<ToolError> {
  const { files, platform, reads } = session;
  const workspace = await openWorkspace(files, platform.os);
  const now = await workspace.resolve(place.path);
  const text = await requireText(files, workspace, now);
  reads.note(now, text);
  return new ToolError(
    `${place.path} was changed by someone else at this moment; nothing was written. It now reads:\n${excerpt(text)}`,
    "tool_error",
    { cause },
  );
}
