import type { Cap, CapScope } from "../core/budget.ts";

/**
 * The lines of the budget ledger, one sealed line each (`core/lineFile.ts`). The file's order is the
 * order in which all processes judge: a `reserve` is admitted exactly if everything before it leaves
 * room under the caps that it carries.
 */
export type LedgerLine = ReserveLine | SettleLine | CorrectLine;

export interface ReserveLine {
  readonly op: "reserve";
  readonly id: string;
  /** Wall clock, ms. */
  readonly t: number;
  /** `YYYY-MM-DD` in the ledger's zone, fixed at admission. */
  readonly day: string;
  readonly session: string;
  readonly turn: string;
  readonly model: string;
  /** Nano-USD. */
  readonly amount: number;
  readonly caps: readonly Cap[];
}

export interface SettleLine {
  readonly op: "settle";
  /** Of its reserve. */
  readonly id: string;
  readonly amount: number;
  /** The bill is not known for sure. */
  readonly uncertain?: true;
}

/** A person's correction of what is uncertain; `amount` may be negative. */
export interface CorrectLine {
  readonly op: "correct";
  readonly day: string;
  readonly model: string;
  readonly amount: number;
  /** How much of what is uncertain of this model on this day is known by it; all that `amount` moves where absent. */
  readonly resolved?: number;
  readonly reason: string;
}

const SCOPES: readonly CapScope[] = ["day", "month", "session", "turn"];

/** A line as it was read, or undefined where it is not one that this version knows. */
export function parseLedgerLine(value: Readonly<Record<string, unknown>>): LedgerLine | undefined {
  const isAmount = Number.isSafeInteger(value["amount"]);
  const isPrice = isAmount && Number(value["amount"]) >= 0;
  switch (value["op"]) {
    case "reserve": {
      const texts = ["id", "day", "session", "turn", "model"].every(
        (field) => typeof value[field] === "string",
      );
      const caps = value["caps"];
      const fits =
        texts && isPrice && typeof value["t"] === "number" && Array.isArray(caps) && caps.every(isCap);
      return fits ? (value as unknown as ReserveLine) : undefined;
    }
    case "settle":
      return typeof value["id"] === "string" && isPrice ? (value as unknown as SettleLine) : undefined;
    case "correct": {
      const texts = ["day", "model", "reason"].every((field) => typeof value[field] === "string");
      const resolved = value["resolved"] ?? 0;
      const fits = texts && isAmount && Number.isSafeInteger(resolved) && Number(resolved) >= 0;
      return fits ? (value as unknown as CorrectLine) : undefined;
    }
    default:
      return undefined;
  }
}

function isCap(value: unknown): value is Cap {
  const cap = value as Partial<Cap> | null;
  return SCOPES.some((scope) => scope === cap?.scope) && Number.isSafeInteger(cap?.limit);
}
