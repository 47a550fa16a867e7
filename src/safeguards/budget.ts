import type {
  Admission,
  Cap,
  CapScope,
  Ledger,
  Reservation,
  ReserveRequest,
  StoppedAll,
} from "../core/budget.ts";
import type { ModelCall } from "../core/call.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { Bill, Model, ModelEvent, ModelRequest } from "../core/model.ts";
import { formatUsd } from "../core/money.ts";
import { nanoUsd, type EpochMs, type NanoUsd } from "../core/units.ts";
import { decide, refOf } from "./decide.ts";
import type { InputBound } from "./inputBound.ts";

/** What a model's calls cost at most; undefined where its price is not known. */
export interface WorstCase {
  cost(inputTokens: number, maxTokens: number): NanoUsd | undefined;
  /** The most output tokens whose worst cost fits the amount. */
  affordableOutput(amount: NanoUsd, inputTokens: number): number;
}

export interface BudgetOptions {
  readonly ledger: Ledger;
  readonly bound: InputBound;
  /** The price at this moment; undefined where the model is not metered. */
  readonly worstCase: () => WorstCase | undefined;
  readonly caps: () => readonly Cap[];
  /** A moment as a person reads it, for “resets at …”. */
  readonly formatTime: (at: EpochMs) => string;
}

/** Less output than this is not worth a call; a call is denied rather than lowered further. */
const LEAST_OUTPUT = 1_024;

/**
 * The hard budget: reserves an attempt's worst case in the ledger before it leaves and settles to the
 * bill after. Where less is left, `max_tokens` is lowered first; a reservation is never shrunk to fit.
 */
export function budget(model: Model, options: BudgetOptions): Model {
  return { info: model.info, stream: (request, call) => run(model, options, request, call) };
}

async function* run(
  model: Model,
  options: BudgetOptions,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const worst = options.worstCase();
  const asked = worst && { worst, scopes: scopesOf(model, options, call) };
  const [stopped, left] = await Promise.all([
    options.ledger.stopped(),
    asked && options.ledger.left(asked.scopes),
  ]);
  if (stopped !== undefined) throw refuse(stopped, options, call);
  const admitted = asked && (await admit(model, { ...asked, left }, options, request, call));
  if (admitted === undefined) {
    yield* model.stream(request, call);
    return;
  }
  const { reservation, maxTokens } = admitted;
  let bill: Bill | undefined;
  const billed = (actual: Bill): void => {
    bill = actual;
    call.billed(actual);
  };
  try {
    yield* model.stream({ ...request, maxTokens }, { ...call, billed });
  } finally {
    // Without a bill the reservation stays open and counts in full, until recovery settles it.
    if (bill !== undefined) await settle(reservation, bill, maxTokens, call);
  }
}

/**
 * The recording first, so that the books never know more than it. Where either cannot be written now, that
 * must not cost the answer: the reservation counts in full meanwhile, and the next call will say so.
 */
async function settle(
  reservation: Reservation,
  bill: Bill,
  maxTokens: number,
  call: ModelCall,
): Promise<void> {
  const { recorder } = call;
  const over = bill.cost.nanoUsd - reservation.amount;
  if (over > 0) recordOvershoot(nanoUsd(over), maxTokens, call);
  await recorder.flush().catch(() => undefined);
  await reservation.settle(bill.cost.nanoUsd, bill.uncertain).catch(() => undefined);
}

/** The bill is booked in full whatever was reserved; this says that the bound was none. */
function recordOvershoot(over: NanoUsd, maxTokens: number, call: ModelCall): void {
  const text = `This call cost ${formatUsd(over)} more than its upper bound; all of it is booked.`;
  const { request } = call.attempt;
  decide(call, { safeguard: "budget", verdict: "overshoot", request, nanoUsd: over, maxTokens, text });
}

interface Admitted {
  readonly reservation: Reservation;
  readonly maxTokens: number;
}

/** What a call would be booked under. */
type Scopes = Omit<ReserveRequest, "amount">;

function scopesOf(model: Model, { caps }: BudgetOptions, call: ModelCall): Scopes {
  return {
    request: call.attempt.request,
    session: call.session,
    turn: call.turn,
    model: `${model.info.provider}/${model.info.id}`,
    caps: caps(),
  };
}

interface Asked {
  readonly worst: WorstCase;
  readonly scopes: Scopes;
  /** What the caps leave; undefined where there are none. */
  readonly left: NanoUsd | undefined;
}

async function admit(
  model: Model,
  { worst, scopes, left }: Asked,
  options: BudgetOptions,
  request: ModelRequest,
  call: ModelCall,
): Promise<Admitted | undefined> {
  const input = options.bound.of(request, call.messageIds, model.info.id);
  const affordable = left === undefined ? Number.POSITIVE_INFINITY : worst.affordableOutput(left, input);
  const least = Math.min(LEAST_OUTPUT, request.maxTokens);
  const maxTokens = Math.max(least, Math.min(request.maxTokens, affordable));
  const amount = worst.cost(input, maxTokens);
  if (amount === undefined) {
    if (scopes.caps.length > 0) throw unpriced(model, call);
    return undefined;
  }
  const admission = await options.ledger.reserve({ ...scopes, amount });
  if ("stopped" in admission) throw refuse(admission.stopped, options, call);
  record(call, admission, { amount, left, maxTokens, wanted: request.maxTokens });
  if (admission.admitted) return { reservation: admission.reservation, maxTokens };
  throw denied(admission, amount, options);
}

/** Somebody stopped all agents; the recording says why this call never left. */
function refuse(
  stopped: StoppedAll,
  { formatTime }: BudgetOptions,
  { turn, span, recorder }: ModelCall,
): FlightdeckError {
  const { since, by } = stopped;
  const text = `All agents were stopped by ${by} (${formatTime(since)}). The call was not sent.`;
  recorder.record({
    type: "decision",
    data: { turn, span: span.context, safeguard: "stop_all", verdict: "deny", text, stopped },
  });
  return new FlightdeckError("stopped_all", text);
}

/** Without a price there is nothing to reserve; under a cap that must not happen. */
function unpriced(model: Model, call: ModelCall): FlightdeckError {
  const text = `The price of ${model.info.id} is not known, so its calls cannot be kept within your budget.`;
  decide(call, { safeguard: "budget", verdict: "unpriced", model: refOf(model), text });
  const advice = `Enter its price in flightdeck.prices, or "not metered" if it costs nothing.`;
  return new FlightdeckError("budget_exceeded", text, { advice });
}

/** An admission that was judged by the caps. */
type Judged = Exclude<Admission, { readonly stopped: StoppedAll }>;

interface Figures {
  readonly amount: NanoUsd;
  readonly left: NanoUsd | undefined;
  readonly maxTokens: number;
  readonly wanted: number;
}

function record(call: ModelCall, admission: Judged, { amount, left, maxTokens, wanted }: Figures): void {
  const { request } = call.attempt;
  if (admission.admitted && maxTokens < wanted) {
    const text = `The budget leaves room for ${grouped(maxTokens)} output tokens instead of ${grouped(wanted)}.`;
    decide(call, { safeguard: "budget", verdict: "lower", request, nanoUsd: amount, maxTokens, text });
  }
  const figures = { request, nanoUsd: amount, maxTokens, ...(left !== undefined && { left }) };
  if (admission.admitted) return decide(call, { safeguard: "budget", verdict: "reserve", ...figures });
  const { admitted: _no, ...verdict } = admission;
  decide(call, { safeguard: "budget", verdict: "deny", ...figures, denied: verdict });
}

const CAP_NAMES: Readonly<Record<CapScope, string>> = {
  day: "today's budget",
  month: "this month's budget",
  session: "this session's budget",
  turn: "this turn's budget",
};

const CAP_SETTINGS: Readonly<Record<CapScope, string>> = {
  day: "flightdeck.budget.daily",
  month: "flightdeck.budget.monthly",
  session: "flightdeck.budget.session",
  turn: "flightdeck.budget.turn",
};

function denied(
  admission: Extract<Judged, { admitted: false }>,
  amount: NanoUsd,
  options: BudgetOptions,
): FlightdeckError {
  const { cap, left, resets } = admission;
  const message =
    `This call could cost up to ${formatUsd(amount)}, and of ${CAP_NAMES[cap.scope]} ` +
    `(${formatUsd(cap.limit)}) only ${formatUsd(left)} is left. It was not sent.`;
  const until = resets === undefined ? "" : ` or wait until it resets (${options.formatTime(resets)})`;
  return new FlightdeckError("budget_exceeded", message, {
    advice: `Raise the cap (${CAP_SETTINGS[cap.scope]})${until}.`,
  });
}

const grouped = (tokens: number): string => tokens.toLocaleString("en-US");
