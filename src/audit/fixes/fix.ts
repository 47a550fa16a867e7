import type { FileFacts } from "../facts/facts.ts";
import type { AgentTool, Project, Site } from "../project/project.ts";

/** A change that a person may take: shown before it is made, never made for all places at once. */
export interface Fix {
  /** What it does, such as `Leave the SDK's retries on`. */
  readonly title: string;
  /** What is left to the person: a placeholder to fill in, a package to install. */
  readonly note?: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  /** Relative to the audited folder. */
  readonly file: string;
  /** UTF-16 offsets into the file as it was audited; both 0 for a file that is made. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What stood there, by which a file that has changed since is told. */
  readonly was: string;
  /** Set where the file does not exist yet. */
  readonly creates?: boolean;
}

/** What a fix is for: the units of one finding, and where it stands. */
export interface FixRequest {
  readonly project: Project;
  readonly sites: readonly Site[];
  readonly tools: readonly AgentTool[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What one item offers. Offers that do not turn the item, or do not parse, are dropped afterwards. */
export type Fixer = (request: FixRequest) => readonly (Fix | undefined)[];

export const replace = (file: FileFacts, start: number, end: number, text: string): Edit => ({
  file: file.path,
  start,
  end,
  text,
  was: file.text.slice(start, end),
});

export const insert = (file: FileFacts, at: number, text: string): Edit => replace(file, at, at, text);

/** Edits at the same place become one, in their order; two lines that are the same become one. */
export function merged(edits: readonly Edit[]): readonly Edit[] {
  const found: Edit[] = [];
  for (const edit of edits) {
    const same = found.findIndex(
      ({ file, start, end }) => file === edit.file && start === edit.start && end === edit.end,
    );
    const known = found[same];
    if (known === undefined) found.push(edit);
    else if (!known.text.includes(edit.text)) found[same] = { ...known, text: known.text + edit.text };
  }
  return found;
}

/** A text after its edits, which must not overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((changed, { start, end, text: put }) => changed.slice(0, start) + put + changed.slice(end), text);
}
