import type { Cap, Ledger } from "../core/budget.ts";
import type { Model } from "../core/model.ts";
import type { Clock } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";
import { ms, type EpochMs } from "../core/units.ts";
import type { Cost, PromptCaching, Usage } from "../core/usage.ts";
import { attempt } from "../safeguards/attempt.ts";
import { breaker } from "../safeguards/breaker.ts";
import { budget, type WorstCase } from "../safeguards/budget.ts";
import type { Circuit } from "../safeguards/circuit.ts";
import { InputBound } from "../safeguards/inputBound.ts";
import type { Lane } from "../safeguards/lane.ts";
import { limitParallel } from "../safeguards/parallel.ts";
import { refusals } from "../safeguards/refusal.ts";
import { retry, type RetryOptions } from "../safeguards/retry.ts";
import { ownThinking, RejectedThinking } from "../safeguards/thinking.ts";

/** What the safeguards of one session remember from call to call. */
export class CallMemory {
  readonly bound = new InputBound();
  readonly rejected = new RejectedThinking();
  /** Refusals in words, by any model. */
  softRefusals = 0;
}

export interface GuardOptions {
  readonly memory: CallMemory;
  readonly caching: PromptCaching;
  readonly circuit: Circuit;
  readonly lane: Lane;
  /** Whether another model follows in the chain. */
  readonly hasFallback: boolean;
  readonly clock: Clock;
  readonly jitter: RetryOptions["jitter"];
  readonly ledger: Ledger;
  readonly cost: (usage: Usage) => Cost;
  readonly caps: () => readonly Cap[];
  readonly worstCase: () => WorstCase | undefined;
  readonly settings: () => Settings;
}

/**
 * One model with its safeguards. From the inside out: each HTTP attempt is recorded and billed, reserved
 * before it leaves, one of a few at once, not made while the model rests, tried again; then what a
 * complete answer may still need.
 */
export function guarded(door: Model, options: GuardOptions): Model {
  const { clock, jitter, memory, caching, hasFallback, settings } = options;
  const { bound, rejected } = memory;
  const attempted = attempt(door, { clock, bound, caching, cost: options.cost });
  const paid = budget(attempted, {
    bound,
    ledger: options.ledger,
    caps: options.caps,
    worstCase: options.worstCase,
    formatTime: (at) => formatTime(at, clock.zone),
  });
  const called = breaker(limitParallel(paid, options.lane), options.circuit);
  const retried = retry(called, {
    jitter,
    hasFallback,
    longestWait: () => ms(settings()["retry.longestWait"] * 1_000),
  });
  return refusals(ownThinking(retried, rejected), {
    hasFallback,
    mayRephrase: () => settings()["refusal.rephrase"],
    actsOnSoft: () => settings()["refusal.soft"],
    countSoft: () => ++memory.softRefusals,
  });
}

const formatTime = (at: EpochMs, zone: string): string =>
  new Date(at).toLocaleString("en-US", {
    timeZone: zone,
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
