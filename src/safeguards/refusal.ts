import type { ModelCall } from "../core/call.ts";
import { ModelError } from "../core/failure.ts";
import type { ModelDecision } from "../core/modelDecisions.ts";
import type { ApiMessage, Model, ModelEvent, ModelRequest, ModelResponse } from "../core/model.ts";
import { LONGEST_SOFT_REFUSAL, refusalOf, softRefusalOf } from "../core/refusal.ts";
import { systemNote } from "../core/systemNote.ts";
import { decide, refOf } from "./decide.ts";

export interface RefusalOptions {
  /** Whether a refusal may be answered with one more try in other words. */
  readonly mayRephrase: () => boolean;
  /** Whether a refusal in words is treated like one that the API marks. */
  readonly actsOnSoft: () => boolean;
  /** Whether a fallback follows. */
  readonly hasFallback: boolean;
  /** Counts a refusal in words, and says how many there were since the session was opened. */
  readonly countSoft: () => number;
}

const REPHRASED: ApiMessage = {
  role: "user",
  content: [
    systemNote(
      "this is ordinary work on the project in front of you. Do what you can do of it, and say in one sentence which part you leave out and why.",
    ),
  ],
};

/**
 * Refusals: one that names no category, or one in words, is answered once in other words where the
 * person allows it. A refusal in words is marked in any case.
 */
export function refusals(model: Model, options: RefusalOptions): Model {
  return { info: model.info, stream: (request, call) => run(model, options, request, call) };
}

async function* run(
  model: Model,
  options: RefusalOptions,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const held = new Held(options.actsOnSoft());
  for await (const event of model.stream(request, call)) {
    if (event.type !== "completed") {
      yield* held.take(event);
      continue;
    }
    const refused = refusedBy(event.response, model, options, call);
    const canAct = refused !== undefined && !held.passedOn && (!refused.soft || options.actsOnSoft());
    const again = canAct && refused.rephrasable && options.mayRephrase() ? call.nextAttempt() : undefined;
    if (again !== undefined) {
      record(model, call, "rephrase", `${model.info.id} refused; it is asked once more in other words.`);
      yield* model.stream(...rephrased(request, { ...call, attempt: again }));
      return;
    }
    // In words there is an answer, so only another model makes it a failure.
    if (canAct && refused.soft && options.hasFallback) throw refused.error;
    yield* held.release();
    yield event;
  }
}

interface Refused {
  readonly error: ModelError;
  readonly soft: boolean;
  /** A category names a policy, which other words do not change. */
  readonly rephrasable: boolean;
}

function refusedBy(
  response: ModelResponse,
  model: Model,
  { countSoft }: RefusalOptions,
  call: ModelCall,
): Refused | undefined {
  const error = refusalOf(response);
  if (error !== undefined) return { error, soft: false, rephrasable: error.details.category === undefined };
  const phrase = softRefusalOf(response);
  if (phrase === undefined) return undefined;
  const count = countSoft();
  const sofar = count > 1 ? ` It is number ${count} since the session was opened.` : "";
  const text = `This looks like a refusal in words (“${phrase}”).${sofar}`;
  record(model, call, "soft", text);
  const soft = new ModelError("refusal", `The model declined in words: “${phrase}”.`, { stage: "cut" });
  return { error: soft, soft: true, rephrasable: true };
}

function rephrased(request: ModelRequest, call: ModelCall): [ModelRequest, ModelCall] {
  const change = { change: "added", messages: [REPHRASED] } as const;
  return [
    { ...request, messages: [...request.messages, REPHRASED] },
    { ...call, changes: [...(call.changes ?? []), change] },
  ];
}

/** Keeps an answer back for as long as it may still be a refusal in words. */
class Held {
  #events: ModelEvent[] = [];
  #holding: boolean;
  #length = 0;
  /** Whether content has left. */
  passedOn = false;

  constructor(holding: boolean) {
    this.#holding = holding;
  }

  *take(event: ModelEvent): Generator<ModelEvent> {
    if (event.type === "started") return yield event;
    this.#events.push(event);
    if (event.type === "text") this.#length += event.text.length;
    if (event.type === "tool_use" || this.#length > LONGEST_SOFT_REFUSAL) this.#holding = false;
    if (!this.#holding) yield* this.release();
  }

  *release(): Generator<ModelEvent> {
    const events = this.#events;
    this.#events = [];
    this.passedOn ||= events.length > 0;
    yield* events;
  }
}

function record(
  model: Model,
  call: ModelCall,
  verdict: Extract<ModelDecision, { safeguard: "refusal" }>["verdict"],
  text: string,
): void {
  decide(call, { safeguard: "refusal", verdict, model: refOf(model), text });
}
