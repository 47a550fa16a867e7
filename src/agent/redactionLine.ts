import type { TurnId } from "../core/ids.ts";
import type { Decision } from "../core/decisions.ts";

/** The line that tells how many secrets were taken out of a text as it entered. */
export const redaction = (turn: TurnId, where: string, count: number): Decision => ({
  turn,
  safeguard: "secrets",
  verdict: "redact",
  where,
  count,
});
