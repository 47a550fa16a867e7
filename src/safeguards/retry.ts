import type { ModelCall } from "../core/call.ts";
import { failureInfo, ModelError, type FailureClass } from "../core/failure.ts";
import type { Model, ModelEvent, ModelRequest } from "../core/model.ts";
import type { Random } from "../core/ports.ts";
import { ms, type Ms } from "../core/units.ts";
import { BreakerOpen, NotAsked } from "./breaker.ts";
import { decide } from "./decide.ts";

/** How often a failure class is tried in all. Classes that are not named are not retried. */
const TRIES: Partial<Record<FailureClass, number>> = {
  rate_limit: 3,
  overloaded: 3,
  server_error: 3,
  network: 3,
  timeout: 2,
  stall: 2,
  incomplete_stream: 3,
};

/** Where another model can take over, an overloaded one is not asked a third time. */
const TRIES_BEFORE_FALLBACK: typeof TRIES = { ...TRIES, overloaded: 2 };

/** What the server may ask to be sent again with `x-should-retry: true`, though we would not. */
const TRIES_ON_REQUEST = 2;
const NEVER_RETRIED: ReadonlySet<FailureClass> = new Set([
  "spend_limit",
  "budget_exceeded",
  "cancelled",
  "refusal",
]);

const BASE_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;

export interface RetryOptions {
  /** A random part of the longest backoff. */
  readonly jitter: (longest: Ms) => Ms;
  /** A longer wait is not waited for: another model takes over, or the person decides. */
  readonly longestWait: () => Ms;
  /** Whether a fallback follows. */
  readonly hasFallback: boolean;
}

/**
 * Tries again what may succeed: exponential backoff with full jitter (a random part of 1 s, 2 s, 4 s …
 * up to 30 s), or what the server's `retry-after` asks for. Never once content has been passed on.
 */
export function retry(model: Model, options: RetryOptions): Model {
  return { info: model.info, stream: (request, call) => run(model, options, request, call) };
}

async function* run(
  model: Model,
  options: RetryOptions,
  request: ModelRequest,
  first: ModelCall,
): AsyncGenerator<ModelEvent> {
  let call = first;
  for (let tries = 1; ;) {
    let passedOn = false;
    try {
      for await (const event of model.stream(request, call)) {
        passedOn ||= event.type !== "started";
        yield event;
      }
      return;
    } catch (error) {
      if (passedOn || !(error instanceof ModelError)) throw error;
      const most = triesOf(error, options);
      if (most === undefined) throw error;
      call = await waited(error, { tries, most, model, options, call });
      if (!(error instanceof NotAsked)) tries++;
    }
  }
}

interface Failed {
  readonly tries: number;
  readonly most: number;
  readonly model: Model;
  readonly options: RetryOptions;
  readonly call: ModelCall;
}

/** Waits, and returns the call of the next attempt. @throws the error where there is to be none. */
async function waited(error: ModelError, failed: Failed): Promise<ModelCall> {
  const { model, call } = failed;
  const decided = plan(error, failed);
  // Where nothing was sent, the attempt is still to be made.
  const next = () => (error instanceof NotAsked ? call.attempt : call.nextAttempt());
  const attempt = decided.verdict === "wait" ? next() : undefined;
  const made: Plan =
    decided.verdict === "wait" && attempt === undefined ? giveUp("the step has no attempt left") : decided;
  const text = textOf(error, model.info.id, made);
  const { verdict, wait } = made;
  const { failure } = error;
  decide(call, { safeguard: "retry", verdict, failure, attempt: call.attempt.number, wait, text });
  if (attempt === undefined || verdict === "give_up") throw error;
  await call.wait(wait, { failure, text });
  // What was waited for is over, or the person skipped it; a backoff says nothing about either.
  const ownWait = error instanceof NotAsked || failure === "rate_limit";
  const { hasWaited: _before, ...rest } = call;
  return { ...rest, attempt, ...(ownWait && { hasWaited: true }) };
}

/** What becomes of a failed attempt. */
type Plan =
  | { readonly verdict: "wait"; readonly wait: Ms }
  | { readonly verdict: "give_up"; readonly wait: Ms; readonly why: string };

const giveUp = (why: string, wait = ms(0)): Plan => ({ verdict: "give_up", wait, why });

/** How often the failure is tried in all; undefined where a retry is out of the question. */
function triesOf({ failure, details }: ModelError, { hasFallback }: RetryOptions): number | undefined {
  const known = (hasFallback ? TRIES_BEFORE_FALLBACK : TRIES)[failure];
  if (known !== undefined) return known;
  return details.shouldRetry === true && !NEVER_RETRIED.has(failure) ? TRIES_ON_REQUEST : undefined;
}

function plan(error: ModelError, { tries, most, options, call }: Failed): Plan {
  const { failure, details } = error;
  const { retryAfter, shouldRetry } = details;
  if (error instanceof BreakerOpen && options.hasFallback) return giveUp("another model can answer");
  if (shouldRetry === false) return giveUp("the server says that it would be in vain");
  if (tries >= most) return giveUp(`it was tried ${tries} times`);
  // A rate limit that does not say when it ends is usually a spending limit: one more try, no more.
  if (failure === "rate_limit" && retryAfter === undefined && tries > 1) {
    return giveUp("the server does not say when the limit ends");
  }
  const wait = retryAfter ?? options.jitter(longestBackoff(tries));
  if (wait > options.longestWait()) return giveUp(`the server asks to wait ${seconds(wait)}`, wait);
  if (wait > call.waitLeft()) return giveUp("the step has waited long enough", wait);
  return { verdict: "wait", wait };
}

const longestBackoff = (tries: number): Ms => ms(Math.min(LONGEST_BACKOFF_MS, BASE_MS * 2 ** (tries - 1)));

/** Full jitter: anything up to the longest. */
export const fullJitter =
  (random: Random) =>
  (longest: Ms): Ms =>
    ms(Math.round(random.next() * longest));

const seconds = (wait: Ms): string => `${Math.ceil(wait / 1000)} seconds`;

function textOf(error: ModelError, model: string, made: Plan): string {
  const what =
    error instanceof NotAsked
      ? error.message.replace(/\.$/, "")
      : `${capitalise(failureInfo(error.failure).label)} by ${model}`;
  return made.verdict === "wait" ? `${what}; trying again.` : `${what}; not tried again: ${made.why}.`;
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
