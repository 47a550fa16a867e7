import type { SessionListener } from "../../agent/session.ts";

/** The last line of `run --json`. */
export interface TurnLine {
  readonly type: "turn";
  readonly status: "done" | "failed" | "stopped";
  readonly text: string;
  readonly costNanoUsd: number;
  readonly simulated: boolean;
  readonly unpriced: number;
  /** Absent where the turn could not even begin. */
  readonly sessionId?: string | undefined;
  readonly [field: string]: unknown;
}

export type SessionEvent = Parameters<SessionListener>[0];

/** Tells of a turn while it runs, and when it has ended. */
export interface Reporter {
  event(event: SessionEvent): void;
  end(turn: TurnLine): void;
}
