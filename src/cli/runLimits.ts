import type { SettingName } from "../core/settings.ts";
import { ms, type Ms } from "../core/units.ts";
import { UsageError } from "./io.ts";

/** Values that stand for a setting in this one run, as `settings.json` would hold them. */
export type SettingOverrides = Partial<Record<SettingName, unknown>>;

/** Options of `run` that set a limit for its turn. */
export const LIMITS = {
  fallback: { type: "string", multiple: true },
  "max-cost": { type: "string" },
  "max-iterations": { type: "string" },
  timeout: { type: "string" },
} as const;

interface LimitValues {
  readonly fallback?: readonly string[];
  readonly "max-cost"?: string;
  readonly "max-iterations"?: string;
}

/** @throws UsageError for a number that is none. */
export function limitsOf(values: LimitValues): SettingOverrides {
  const { fallback, "max-cost": cost, "max-iterations": iterations } = values;
  return {
    ...(fallback && { fallback }),
    ...(cost !== undefined && { "budget.turn": numberOf("--max-cost", cost) }),
    ...(iterations !== undefined && { maxIterations: numberOf("--max-iterations", iterations) }),
  };
}

/** How long the turn may take; undefined where it may take as long as it wants. @throws UsageError */
export function timeoutOf({ timeout }: { readonly timeout?: string }): Ms | undefined {
  if (timeout === undefined) return undefined;
  const seconds = numberOf("--timeout", timeout);
  if (seconds > 0 && seconds <= LONGEST_TIMEOUT_S) return ms(seconds * 1_000);
  throw new UsageError(`--timeout takes seconds above 0, at most ${LONGEST_TIMEOUT_S}, not ${timeout}.`);
}

/** A day. */
const LONGEST_TIMEOUT_S = 86_400;

function numberOf(option: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new UsageError(`${option} takes a number, not ${text}.`);
}
