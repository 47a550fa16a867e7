import type { ModelCall } from "../core/call.ts";
import { FlightdeckError, failureInfo, ModelError, type FailureClass } from "../core/failure.ts";
import type { Model, ModelEvent, ModelRequest } from "../core/model.ts";
import { refusalOf } from "../core/refusal.ts";
import { decide, refOf } from "./decide.ts";

/** Failures that belong to one model or its server, so that another may answer. */
const OF_THE_MODEL: ReadonlySet<FailureClass> = new Set([
  "rate_limit",
  "overloaded",
  "server_error",
  "network",
  "timeout",
  "stall",
  "incomplete_stream",
  "refusal",
]);

/** Failures of an account: only another provider's model may answer. */
const OF_THE_ACCOUNT: ReadonlySet<FailureClass> = new Set(["authentication", "spend_limit"]);

/**
 * Asks the next model where one cannot answer: strictly forward, each model once, never once content has
 * been passed on, and never because of a budget.
 */
export function fallback(first: Model, ...others: readonly Model[]): Model {
  const models = [first, ...others].filter(
    (model, index, all) => all.findIndex((other) => isSame(model, other)) === index,
  );
  return { info: first.info, stream: (request, call) => run(models, request, call) };
}

const isSame = (a: Model, b: Model): boolean =>
  a.info.id === b.info.id && a.info.provider === b.info.provider;

async function* run(
  models: readonly Model[],
  request: ModelRequest,
  first: ModelCall,
): AsyncGenerator<ModelEvent> {
  let call = first;
  for (const [index, model] of models.entries()) {
    const following = models[index + 1];
    const [fitting, fittingCall] = index === 0 ? [request, call] : fit(request, call, model);
    const outcome = yield* ask(model, following, fitting, fittingCall);
    if (outcome === undefined) return;
    const attempt = following && call.nextAttempt();
    if (following === undefined || attempt === undefined) {
      // A refusal is a whole answer, which has its own place in the conversation.
      if (outcome.completed === undefined) throw outcome.error;
      yield outcome.completed;
      return;
    }
    record(model, following, outcome.error, attempt.number - call.attempt.number, call);
    const { hasWaited: _waited, ...rest } = call;
    call = { ...rest, attempt };
  }
}

interface Failed {
  readonly error: FlightdeckError;
  /** The answer that stands for the failure, where there is one. */
  readonly completed?: Extract<ModelEvent, { type: "completed" }>;
}

/** Passes a model's answer on; returns why another model should be asked, where it should. */
async function* ask(
  model: Model,
  following: Model | undefined,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent, Failed | undefined> {
  let passedOn = false;
  try {
    for await (const event of model.stream(request, call)) {
      const refused = event.type === "completed" && !passedOn ? refusalOf(event.response) : undefined;
      if (refused !== undefined && event.type === "completed") return { error: refused, completed: event };
      passedOn ||= event.type !== "started";
      yield event;
    }
    return undefined;
  } catch (error) {
    if (passedOn || following === undefined || !mayAnswer(following, error, model)) throw error;
    return { error };
  }
}

function mayAnswer(following: Model, error: unknown, failed: Model): error is FlightdeckError {
  if (!(error instanceof FlightdeckError)) return false;
  if (OF_THE_MODEL.has(error.failure)) return true;
  if (OF_THE_ACCOUNT.has(error.failure)) return following.info.provider !== failed.info.provider;
  // The server does not know the model.
  return error instanceof ModelError && error.details.status === 404;
}

/** The request as another model can take it: with as much output as it writes, and of the history what its window holds. */
function fit(request: ModelRequest, call: ModelCall, { info }: Model): [ModelRequest, ModelCall] {
  const maxTokens = Math.min(request.maxTokens, info.maxOutput);
  const viewed = call.viewFor?.(info);
  if (viewed === undefined) return [{ ...request, maxTokens }, call];
  const { view: _own, ...rest } = call;
  const { messages, ids: messageIds, view } = viewed;
  return [
    { ...request, messages, maxTokens },
    { ...rest, messageIds, ...(view && { view }) },
  ];
}

const TIMES = ["", "", " twice", " three times"];

function record(from: Model, to: Model, { failure }: FlightdeckError, tries: number, call: ModelCall): void {
  const times = TIMES[tries] ?? ` ${tries} times`;
  const text = `Fell back from ${from.info.id} to ${to.info.id}: ${failureInfo(failure).label}${times}.`;
  decide(call, {
    safeguard: "fallback",
    verdict: "switch",
    from: refOf(from),
    to: refOf(to),
    failure,
    text,
  });
}
