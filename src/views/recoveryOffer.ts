import type { SessionId } from "../core/ids.ts";
import type { EpochMs } from "../core/units.ts";
import type { SessionRow } from "../store/rows.ts";

export interface OfferedSession {
  readonly id: SessionId;
  readonly title: string;
}

/** What was left longer ago than this, nobody waits for. */
const FRESH_MS = 3 * 24 * 3_600_000;

/** Sessions that a process left in the middle of a turn lately, and that nobody was told of. */
export const toOffer = (
  sessions: readonly SessionRow[],
  now: EpochMs,
  isKnown: (id: SessionId) => boolean,
): readonly OfferedSession[] =>
  sessions.flatMap(({ id, title, status, updated }) =>
    id !== undefined && status === "interrupted" && now - updated < FRESH_MS && !isKnown(id)
      ? [{ id, title }]
      : [],
  );
