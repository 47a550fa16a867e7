import type { ModelCall } from "../../core/call.ts";
import { FlightdeckError, ModelError } from "../../core/failure.ts";
import type { SpanId } from "../../core/ids.ts";
import type { ResponseRecord } from "../../core/lines.ts";
import type { ContentBlock, Model, ModelEvent, ModelInfo, ModelRequest } from "../../core/model.ts";
import type { Found } from "./recordedSession.ts";
import { never, type World } from "./world.ts";

/** A provider's model that answers as the recording has it, when it is time. */
export const recordedModel = (world: World, info: ModelInfo): Model => ({
  info,
  stream: (request, call) => run(world, request, call),
});

async function* run(world: World, request: ModelRequest, call: ModelCall): AsyncGenerator<ModelEvent> {
  if (world.tape.mismatch !== undefined) {
    // What would come back to another request, nobody knows.
    world.request ??= request;
    return never();
  }
  const span = world.span(call.span.context);
  await world.gate.ofSpan(span);
  const response = world.recorded.response(span);
  // Its process wrote what went wrong, but did not live to write the answer's line.
  if (response === undefined || response.at >= world.until) throw lastWords(world, span);
  const { data } = response;
  const sent = world.recorded.startedAt(span);
  const began = sent === undefined ? undefined : world.recorded.lines[sent];
  if (began !== undefined) world.clock.setMonotonic(began.mono + data.duration);
  const content = world.recorded.contentOf(response);
  if (data.ok) yield { type: "started", model: data.response.model, usage: data.usage };
  yield* written(content);
  redactedAgain(world, call);
  if (!data.ok) {
    // Something arrived that was held back until the failure, or that nobody lived to write down.
    if (content.length === 0 && (data.details.outputBytes ?? 0) > 0) yield* written([ARRIVED]);
    throw failureOf(world, response.at, data);
  }
  yield { type: "completed", response: { ...data.response, content, usage: data.usage } };
}

/** What was taken out of the answer is gone; that it was taken out is said again. */
function redactedAgain({ recorded, tape }: World, { recorder }: ModelCall): void {
  const decision = recorded.line(tape.position, "decision");
  if (decision?.safeguard === "secrets" && decision.where === "answer")
    recorder.record({ type: "decision", data: decision });
}

const ARRIVED: ContentBlock = { type: "text", text: "…" };

function* written(content: readonly ContentBlock[]): Generator<ModelEvent> {
  for (const [index, block] of content.entries()) {
    if (block.type === "text") yield { type: "text", index, text: block.text };
    if (block.type === "thinking") yield { type: "thinking", index, text: block.thinking };
    if (block.type === "tool_use") yield { type: "tool_use", index, id: block.id, name: block.name };
    yield { type: "block", index, block };
  }
}

function lastWords({ recorded }: World, span: SpanId): ModelError {
  const message = recorded.exception(span)?.attributes["exception.message"];
  return new ModelError("network", String(message), { stage: "refused" });
}

function failureOf(
  { recorded }: World,
  at: number,
  { failure, message, details, span }: Extract<Found<ResponseRecord>["data"], { ok: false }>,
): Error {
  const told = recorded.adviceOn(message, at);
  const advice = told === undefined ? {} : { advice: told };
  const thrown = recorded.exception(span.spanId)?.attributes["exception.type"];
  return thrown === "FlightdeckError"
    ? new FlightdeckError(failure, message, advice)
    : new ModelError(failure, message, details, advice);
}
