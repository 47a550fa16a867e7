import { redaction } from "../agent/redactionLine.ts";
import type { ModelCall } from "../core/call.ts";
import { ModelError } from "../core/failure.ts";
import type { ContentBlock, Model, ModelEvent, ModelRequest } from "../core/model.ts";
import type { Redactor } from "../recording/redaction.ts";
import { RedactionStream } from "../recording/redactionStream.ts";

/**
 * Takes secrets out of what a model writes, before anybody sees it: out of its deltas, whose end is kept
 * back for as long as it may be the beginning of one, and out of the whole. What is recorded and sent again
 * is then the clean text.
 *
 * Thinking is bound to every byte before it, so it is never altered: thinking that holds a secret is left
 * out, and so is all thinking of the same answer after a block that was changed.
 */
export const redactAnswers = (model: Model, redactor: Redactor): Model => ({
  info: model.info,
  stream: (request, call) => run(model, redactor, request, call),
});

async function* run(
  model: Model,
  redactor: Redactor,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  const deltas = new Deltas(redactor);
  try {
    for await (const event of model.stream(request, call)) {
      switch (event.type) {
        case "text":
        case "thinking":
        case "tool_input":
          yield* deltas.take(event);
          break;
        case "block":
          yield* deltas.end(event.index);
          yield { ...event, block: cleanBlock(event.block, redactor).block };
          break;
        case "completed": {
          yield* deltas.endAll();
          const { content, count } = cleanContent(event.response.content, redactor);
          report(call, count);
          yield count === 0 ? event : { ...event, response: { ...event.response, content } };
          break;
        }
        case "started":
        case "tool_use":
          yield event;
      }
    }
  } catch (error) {
    yield* deltas.cutAll();
    report(call, deltas.count);
    throw cleanError(error, redactor);
  }
}

type Delta = Extract<ModelEvent, { type: "text" | "thinking" | "tool_input" }>;

/** The deltas of an answer's blocks, each with what of it is kept back. */
class Deltas {
  readonly #redactor: Redactor;
  readonly #open = new Map<number, { readonly stream: RedactionStream; readonly last: Delta }>();
  #ended = 0;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  get count(): number {
    return [...this.#open.values()].reduce((sum, { stream }) => sum + stream.count, this.#ended);
  }

  *take(event: Delta): Generator<ModelEvent> {
    const stream = this.#open.get(event.index)?.stream ?? new RedactionStream(this.#redactor);
    this.#open.set(event.index, { stream, last: event });
    yield* withText(event, stream.push(textOf(event)));
  }

  *end(index: number): Generator<ModelEvent> {
    const open = this.#open.get(index);
    if (open === undefined) return;
    this.#open.delete(index);
    const rest = withText(open.last, open.stream.end());
    this.#ended += open.stream.count;
    yield* rest;
  }

  *endAll(): Generator<ModelEvent> {
    for (const index of this.#open.keys()) yield* this.end(index);
  }

  *cutAll(): Generator<ModelEvent> {
    for (const { stream, last } of this.#open.values()) yield* withText(last, stream.cut());
  }
}

const textOf = (event: Delta): string => (event.type === "tool_input" ? event.json : event.text);

const withText = (event: Delta, text: string): readonly ModelEvent[] => {
  if (text === "") return [];
  return [event.type === "tool_input" ? { ...event, json: text } : { ...event, text }];
};

interface CleanBlock {
  readonly block: ContentBlock;
  readonly count: number;
}

/** Signatures, ids and kinds of blocks that we do not know are never looked through. */
function cleanBlock(block: ContentBlock, redactor: Redactor): CleanBlock {
  switch (block.type) {
    case "text": {
      const { text, count } = redactor.redact(block.text);
      return count === 0 ? { block, count } : { block: { ...block, text }, count };
    }
    case "thinking": {
      const { text: thinking, count } = redactor.redact(block.thinking);
      return count === 0 ? { block, count } : { block: { ...block, thinking, signature: "" }, count };
    }
    case "tool_use": {
      const { value: input, count } = redactor.redactValue(block.input);
      return count === 0 ? { block, count } : { block: { ...block, input }, count };
    }
    case "redacted_thinking":
    case "tool_result":
    case "(unknown)":
    default:
      return { block, count: 0 };
  }
}

/** An answer's blocks, without the thinking that would not be the bytes that were signed. */
function cleanContent(
  content: readonly ContentBlock[],
  redactor: Redactor,
): { readonly content: readonly ContentBlock[]; readonly count: number } {
  let total = 0;
  const clean = content.flatMap((before) => {
    const { block, count } = cleanBlock(before, redactor);
    total += count;
    const isThinking = block.type === "thinking" || block.type === "redacted_thinking";
    return isThinking && total > 0 ? [] : [block];
  });
  return { content: clean, count: total };
}

function report({ recorder, turn }: ModelCall, count: number): void {
  if (count > 0) recorder.record({ type: "decision", data: redaction(turn, "answer", count) });
}

/** A server may quote what it was sent. */
function cleanError(error: unknown, redactor: Redactor): unknown {
  if (!(error instanceof ModelError)) return error;
  const { text, count } = redactor.redact(error.message);
  if (count === 0) return error;
  const { failure, details, advice } = error;
  return new ModelError(failure, text, details, { advice });
}
