import { taintsText } from "../../core/untrusted.ts";
import type { Cut } from "./cut.ts";
import type { EditedPast, ForkEdit } from "./edits.ts";

export interface ForkFacts {
  readonly cut: Cut;
  readonly past: EditedPast;
  readonly edit: ForkEdit;
  readonly changedFiles: readonly string[];
}

/** What a person should know of a fork before it goes on, a sentence each. */
export function notesOf({ cut, past, edit, changedFiles }: ForkFacts): readonly string[] {
  const { taint } = cut.history;
  return [
    ...(past.thinkingLost > 0 ? [thinkingText(past.thinkingLost, edit, cut)] : []),
    ...(cut.pending.some(({ is_error: isError }) => isError)
      ? ["Tool calls without a recorded result are answered as interrupted; none is run again."]
      : []),
    ...(taint.length > 0 ? [`It has read ${taintsText(taint)}, so it is tainted as its parent was.`] : []),
    ...(changedFiles.length > 0 ? [filesText(changedFiles)] : []),
  ];
}

function thinkingText(count: number, { system, model }: ForkEdit, { header, lastRequest }: Cut): string {
  const whose = count === 1 ? "The thinking of an answer" : `The thinking of ${count} answers`;
  const why =
    system !== undefined
      ? "the system prompt"
      : model !== undefined
        ? "the model"
        : header.imported !== undefined
          ? "the account of whoever recorded it"
          : lastRequest?.view === undefined
            ? "the text before it"
            : "the shortened history that was sent then";
  return `${whose} is left out, because it is bound to ${why}.`;
}

const SHOWN_FILES = 5;

function filesText(paths: readonly string[]): string {
  const more = paths.length - SHOWN_FILES;
  const named = [...paths.slice(0, SHOWN_FILES), ...(more > 0 ? [`${more} more`] : [])].join(", ");
  const what = paths.length === 1 ? "A file is not as it was" : `${paths.length} files are not as they were`;
  return `${what} at this step: ${named}. What the tools did before it is not done again.`;
}
