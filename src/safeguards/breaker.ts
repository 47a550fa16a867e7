import type { ModelCall } from "../core/call.ts";
import { failureInfo, ModelError, toFlightdeckError, type FailureClass } from "../core/failure.ts";
import type { ModelDecision } from "../core/modelDecisions.ts";
import type { Model, ModelEvent, ModelRequest } from "../core/model.ts";
import { ms, type Ms } from "../core/units.ts";
import type { Circuit } from "./circuit.ts";
import { decide, refOf } from "./decide.ts";

/** Failures of the server or of the way to it. What we or the person did wrong says nothing about it. */
const UPSTREAM: ReadonlySet<FailureClass> = new Set([
  "overloaded",
  "server_error",
  "network",
  "timeout",
  "stall",
  "incomplete_stream",
]);

/** The model was not called at all, because of what was met a moment ago. */
export class NotAsked extends ModelError {
  constructor(failure: FailureClass, message: string, retryAfter: Ms) {
    super(failure, message, { stage: "refused", retryAfter });
  }
}

/** It failed too often a moment ago. */
export class BreakerOpen extends NotAsked {
  constructor(model: string, failure: FailureClass, retryAfter: Ms) {
    const message = `${model} is left alone for ${Math.ceil(retryAfter / 1000)} s, because it failed again and again (${failureInfo(failure).label}).`;
    super(failure, message, retryAfter);
  }
}

/** Leaves a model alone that fails again and again; one call at a time then finds out whether it works again. */
export function breaker(model: Model, circuit: Circuit): Model {
  return { info: model.info, stream: (request, call) => run(model, circuit, request, call) };
}

async function* run(
  model: Model,
  circuit: Circuit,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const { id } = model.info;
  const admitted = circuit.admit(call.hasWaited === true);
  if (admitted.kind === "rest") throw new BreakerOpen(id, admitted.failure, admitted.left);
  if (admitted.kind === "probe") record(model, call, "probe", ms(0), `${id} is tried with one call.`);
  let judged = false;
  try {
    for await (const event of model.stream(request, call)) {
      if (event.type === "completed") {
        judged = true;
        if (circuit.succeeded()) record(model, call, "close", ms(0), `${id} works again.`);
      }
      yield event;
    }
  } catch (error) {
    const { failure } = toFlightdeckError(error);
    if (UPSTREAM.has(failure)) {
      judged = true;
      const rest = circuit.failed(failure);
      if (rest !== undefined) record(model, call, "open", rest, restText(id, failure, rest));
    }
    throw error;
  } finally {
    if (!judged) circuit.abandoned();
  }
}

const restText = (id: string, failure: FailureClass, rest: Ms): string =>
  `${id} failed again and again (${failureInfo(failure).label}); it is left alone for ${Math.round(rest / 1000)} s.`;

function record(
  model: Model,
  call: ModelCall,
  verdict: Extract<ModelDecision, { safeguard: "breaker" }>["verdict"],
  wait: Ms,
  text: string,
): void {
  decide(call, { safeguard: "breaker", verdict, model: refOf(model), wait, text });
}
