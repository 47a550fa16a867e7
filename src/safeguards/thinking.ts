import type { ModelCall } from "../core/call.ts";
import { ModelError } from "../core/failure.ts";
import type { MessageId } from "../core/ids.ts";
import type { ApiMessage, ContentBlock, Model, ModelEvent, ModelInfo, ModelRequest } from "../core/model.ts";
import { decide, refOf } from "./decide.ts";

/** Up to which message a model's thinking is left out, because its server rejected it. One per session. */
export class RejectedThinking {
  readonly #upTo = new Map<string, MessageId>();

  reject(model: ModelInfo, upTo: MessageId): void {
    this.#upTo.set(keyOf(model), upTo);
  }

  upTo(model: ModelInfo): MessageId | undefined {
    return this.#upTo.get(keyOf(model));
  }
}

const keyOf = ({ provider, id }: ModelInfo): string => `${provider}/${id}`;

/**
 * Thinking is bound to the model that wrote it and to every byte before it. That of other models is left
 * out; where the server rejects a model's own all the same, it is left out too and the request sent once
 * more. What was left out stays left out, because later thinking is bound to a request without it.
 */
export function ownThinking(model: Model, rejected: RejectedThinking): Model {
  return { info: model.info, stream: (request, call) => run(model, rejected, request, call) };
}

async function* run(
  model: Model,
  rejected: RejectedThinking,
  request: ModelRequest,
  call: ModelCall,
): AsyncGenerator<ModelEvent> {
  let passedOn = false;
  try {
    for await (const event of stream(model, rejected, request, call)) {
      passedOn ||= event.type !== "started";
      yield event;
    }
  } catch (error) {
    const last = call.messageIds.at(-1);
    const isMismatch = error instanceof ModelError && error.failure === "thinking_mismatch";
    if (!isMismatch || passedOn || last === undefined || !request.messages.some(hasThinking)) throw error;
    const attempt = call.nextAttempt();
    if (attempt === undefined) throw error;
    rejected.reject(model.info, last);
    record(model, call);
    yield* stream(model, rejected, request, { ...call, attempt });
  }
}

function stream(
  model: Model,
  rejected: RejectedThinking,
  request: ModelRequest,
  call: ModelCall,
): AsyncIterable<ModelEvent> {
  const { messageIds } = call;
  const upTo = rejected.upTo(model.info);
  // A branch that does not hold the message has other thinking.
  const rejectedUntil = upTo === undefined ? -1 : messageIds.indexOf(upTo);
  const isForeign = (id: MessageId): boolean => {
    const author = call.authorOf?.(id);
    return author !== undefined && keyOf({ ...model.info, ...author }) !== keyOf(model.info);
  };
  const stripped = messageIds.filter((id, index) => {
    const message = request.messages[index];
    return message !== undefined && hasThinking(message) && (index <= rejectedUntil || isForeign(id));
  });
  if (stripped.length === 0) return model.stream(request, call);
  return model.stream(...without(stripped, request, call));
}

/** The request without the thinking of these messages; a message that holds nothing else goes with it. */
function without(
  stripped: readonly MessageId[],
  request: ModelRequest,
  call: ModelCall,
): [ModelRequest, ModelCall] {
  const kept = request.messages.flatMap((message, index) => {
    const id = call.messageIds[index];
    if (id === undefined || !stripped.includes(id)) return [{ id, message }];
    const content = message.content.filter((block) => !isThinking(block));
    return content.length === 0 ? [] : [{ id, message: { ...message, content } }];
  });
  const changes = [...(call.changes ?? []), { change: "thinking_removed", from: stripped } as const];
  return [
    { ...request, messages: kept.map(({ message }) => message) },
    { ...call, messageIds: kept.flatMap(({ id }) => id ?? []), changes },
  ];
}

const isThinking = ({ type }: ContentBlock): boolean => type === "thinking" || type === "redacted_thinking";
const hasThinking = ({ content }: ApiMessage): boolean => content.some(isThinking);

function record(model: Model, call: ModelCall): void {
  const text = `${model.info.id} rejected earlier thinking; it is left out, and the request is sent once more.`;
  decide(call, { safeguard: "thinking", verdict: "strip", model: refOf(model), text });
}
