import type { ModelCall } from "../core/call.ts";
import { ModelError } from "../core/failure.ts";
import type { Model, ModelEvent, ModelRequest } from "../core/model.ts";
import { ms, type Ms } from "../core/units.ts";
import { NotAsked } from "./breaker.ts";
import { decide, refOf } from "./decide.ts";
import type { Lane } from "./lane.ts";

/** A limit that lasts longer is met anew by each turn, so that nobody is kept away after it was raised. */
const LONGEST_SHARED_WAIT_MS = 60_000;

/** Lets a number of calls to a model run at once, and keeps all sessions away while one waits for its rate limit. */
export function limitParallel(model: Model, lane: Lane): Model {
  return { info: model.info, stream: (request, call) => run(model, lane, request, call) };
}

async function* run(
  model: Model,
  lane: Lane,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const insists = lane.closedFor > 0;
  if (insists && call.hasWaited !== true) throw new StillLimited(model.info.id, lane.closedFor);
  if (lane.full) recordQueue(model, lane, call);
  await lane.enter(call.signal);
  try {
    for await (const event of model.stream(request, call)) {
      if (insists) lane.reopen();
      yield event;
    }
  } catch (error) {
    const wait = rateLimitOf(error);
    if (wait !== undefined) lane.closeFor(ms(Math.min(wait, LONGEST_SHARED_WAIT_MS)));
    throw error;
  } finally {
    lane.leave();
  }
}

const rateLimitOf = (error: unknown): Ms | undefined =>
  error instanceof ModelError && error.failure === "rate_limit" ? error.details.retryAfter : undefined;

/** The model was not called: a session met its rate limit a moment ago. */
class StillLimited extends NotAsked {
  constructor(id: string, left: Ms) {
    super("rate_limit", `The rate limit of ${id} still holds.`, left);
  }
}

function recordQueue(model: Model, lane: Lane, call: ModelCall): void {
  const { running } = lane;
  const { id } = model.info;
  const text = `${running === 1 ? "One call" : `${running} calls`} of ${id} already run at once; this one waits its turn.`;
  decide(call, { safeguard: "parallel", verdict: "queue", model: refOf(model), running, text });
}
