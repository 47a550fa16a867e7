import { createHash } from "node:crypto";
import { ATTR } from "../core/attributes.ts";
import type { ModelCall } from "../core/call.ts";
import { ModelError, toFlightdeckError, type FlightdeckError } from "../core/failure.ts";
import type { ResponseRecord } from "../core/lines.ts";
import type { Bill, Model, ModelEvent, ModelRequest, ModelResponse } from "../core/model.ts";
import type { Clock } from "../core/ports.ts";
import { refusalOf, softRefusalOf } from "../core/refusal.ts";
import type { LiveSpan } from "../core/telemetry.ts";
import { ms, type Ms } from "../core/units.ts";
import {
  NO_USAGE,
  promptTokens,
  unsplitInput,
  type Cost,
  type PromptCaching,
  type Usage,
} from "../core/usage.ts";
import { refOf } from "./decide.ts";
import type { InputBound } from "./inputBound.ts";

export interface AttemptOptions {
  readonly clock: Clock;
  readonly bound: InputBound;
  readonly caching: PromptCaching;
  /** The cost of what a model used, at the price of this moment. */
  readonly cost: (usage: Usage) => Cost;
}

/**
 * Makes one HTTP attempt visible: a span, a `request` line before it leaves, a `response` line with
 * its bill when it has ended, however it ended.
 */
export function attempt(model: Model, options: AttemptOptions): Model {
  return { info: model.info, stream: (request, call) => run(model, options, request, call) };
}

async function* run(
  model: Model,
  options: AttemptOptions,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const span = startSpan(model, request, call);
  const sent = options.clock.monotonic();
  const elapsed = (): Ms => ms(options.clock.monotonic() - sent);
  try {
    recordRequest(model, request, call, span);
    await call.recorder.flush();
    for await (const event of model.stream(request, { ...call, span })) {
      if (event.type !== "completed") {
        yield event;
        continue;
      }
      const bill = billed(event.response.usage, options);
      // A count of a request that held more would not be that of these messages.
      if (!holdsMore(call)) options.bound.learn(call.messageIds, model.info.id, event.response.usage);
      recordSuccess(model, event.response, bill, call, span, elapsed());
      call.billed(bill);
      yield { ...event, response: { ...event.response, by: refOf(model) } };
    }
  } catch (error) {
    const failed = toFlightdeckError(error);
    const took = elapsed();
    const bill = billOfFailure(failed, request, call, model, options, took);
    recordFailure(model, failed, bill, call, span, took);
    call.billed(bill);
    throw failed;
  } finally {
    span.end();
  }
}

const holdsMore = ({ changes = [] }: ModelCall): boolean => changes.some(({ change }) => change === "added");

function startSpan(model: Model, request: ModelRequest, call: ModelCall): LiveSpan {
  const { number, request: id } = call.attempt;
  // No token counts here: they stand on the `chat` span, and would be summed twice.
  return call.tracer.start(`attempt ${number}`, {
    parent: call.span.context,
    kind: "client",
    attributes: {
      [ATTR.attempt]: number,
      [ATTR.request]: id,
      [ATTR.attemptModel]: model.info.id,
      [ATTR.attemptProvider]: model.info.provider,
      [ATTR.attemptMaxTokens]: request.maxTokens,
    },
  });
}

function recordRequest(model: Model, request: ModelRequest, call: ModelCall, span: LiveSpan): void {
  call.recorder.record({
    type: "request",
    data: {
      request: call.attempt.request,
      turn: call.turn,
      step: call.step,
      attempt: call.attempt.number,
      model: refOf(model),
      messages: call.messageIds,
      ...(call.view && { view: call.view }),
      maxTokens: request.maxTokens,
      ...(call.changes && { changes: call.changes }),
      hash: createHash("sha256").update(JSON.stringify(request)).digest("hex"),
      span: span.context,
    },
  });
}

function recordSuccess(
  model: Model,
  full: ModelResponse,
  bill: Bill,
  call: ModelCall,
  span: LiveSpan,
  duration: Ms,
): void {
  const { content, usage: _usage, ...response } = full;
  span.set({
    [ATTR.httpStatus]: full.status,
    [ATTR.requestId]: full.requestId,
    [ATTR.attemptCost]: bill.cost.nanoUsd,
    [ATTR.metering]: bill.cost.metering,
  });
  call.recorder.record({
    type: "response",
    data: {
      ...common(model, bill, call, span, duration),
      ok: true,
      response,
      ...(mayGetNoMessage(full, call) && { content }),
    },
  });
}

/** Whether the answer may become no message of the conversation, so that its content stands nowhere else. */
const mayGetNoMessage = (response: ModelResponse, { viewFor }: ModelCall): boolean =>
  viewFor === undefined || refusalOf(response) !== undefined || softRefusalOf(response) !== undefined;

function recordFailure(
  model: Model,
  error: FlightdeckError,
  bill: Bill,
  call: ModelCall,
  span: LiveSpan,
  duration: Ms,
): void {
  const details = error instanceof ModelError ? error.details : ({ stage: "refused" } as const);
  span.set({
    [ATTR.httpStatus]: details.status,
    [ATTR.requestId]: details.requestId,
    [ATTR.attemptCost]: bill.cost.nanoUsd,
    [ATTR.metering]: bill.cost.metering,
    [ATTR.uncertain]: bill.uncertain || undefined,
  });
  span.fail(error, error.failure);
  const { failure, message } = error;
  call.recorder.record({
    type: "response",
    data: { ...common(model, bill, call, span, duration), ok: false, failure, message, details },
  });
}

type Common = Pick<
  ResponseRecord,
  "request" | "turn" | "span" | "model" | "duration" | "usage" | "cost" | "uncertain"
>;

const common = (model: Model, bill: Bill, call: ModelCall, span: LiveSpan, duration: Ms): Common => ({
  request: call.attempt.request,
  turn: call.turn,
  span: span.context,
  model: refOf(model),
  duration,
  ...bill,
});

const billed = (usage: Usage, options: AttemptOptions, uncertain = false): Bill => ({
  usage,
  cost: options.cost(usage),
  uncertain,
});

/** Tokens per second that a model writes at most; hidden thinking makes visible text a lower bound. */
const FASTEST_OUTPUT = 300;
const BYTES_PER_TOKEN = 2;

/**
 * What a failed attempt cost. Refused: nothing. Cut off: the input that the server reported, else its upper
 * bound, and of the output what it can have written by then. Sent and never answered: all that it could have cost.
 */
function billOfFailure(
  error: FlightdeckError,
  request: ModelRequest,
  call: ModelCall,
  model: Model,
  options: AttemptOptions,
  elapsed: Ms,
): Bill {
  if (!(error instanceof ModelError) || error.details.stage === "refused") return billed(NO_USAGE, options);
  const { stage, usage = NO_USAGE, outputBytes = 0 } = error.details;
  const input = unsplitInput(options.bound.of(request, call.messageIds, model.info.id), options.caching);
  if (stage === "unanswered") return billed({ ...input, output: request.maxTokens }, options, true);
  const known = promptTokens(usage) > 0 ? usage : { ...input, output: usage.output };
  const written = Math.max(usage.output, outputBytes / BYTES_PER_TOKEN, (elapsed / 1000) * FASTEST_OUTPUT);
  return billed({ ...known, output: Math.min(request.maxTokens, Math.ceil(written)) }, options, true);
}
