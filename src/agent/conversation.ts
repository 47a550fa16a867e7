import type { MessageId } from "../core/ids.ts";
import type { MessageRecord } from "../core/lines.ts";
import type { ApiMessage, ContentBlock } from "../core/model.ts";

/**
 * The messages of a session as a tree. Editing or retrying a message makes a branch; what was there
 * stays. The *path* is the branch that goes on: from the first message to the head.
 */
export class Conversation {
  readonly #messages = new Map<MessageId, MessageRecord>();
  #head: MessageId | undefined;

  get head(): MessageId | undefined {
    return this.#head;
  }

  get(id: MessageId): MessageRecord | undefined {
    return this.#messages.get(id);
  }

  /** Adds a message and makes it the head. */
  add({ parent: named, ...message }: MessageRecord): void {
    // The parent's line may be damaged; what came before it takes its place.
    const parent = named === undefined || this.#messages.has(named) ? named : this.#head;
    this.#messages.set(message.id, { ...message, ...(parent !== undefined && { parent }) });
    this.#head = message.id;
  }

  /** Another message becomes the one that the conversation goes on from; undefined: the beginning. */
  moveTo(head: MessageId | undefined): void {
    this.#head = head;
  }

  path(): readonly MessageRecord[] {
    const path: MessageRecord[] = [];
    for (let id = this.#head; id !== undefined;) {
      const message = this.#messages.get(id);
      if (message === undefined) break;
      path.push(message);
      id = message.parent;
    }
    return path.toReversed();
  }

  /** The path as the API takes it: no message without content, every tool call with its result. */
  toSend(): readonly Sendable[] {
    const messages = this.path().map(({ id, role, content, incomplete }) => ({
      id,
      role,
      content: (incomplete === undefined ? content : content.filter(standsAlone))
        .filter(hasSubstance)
        .map(acceptable),
    }));
    const start = messages.findIndex(beginsConversation);
    return start === -1 ? [] : inPairs(messages.slice(start)).filter(({ content }) => content.length > 0);
  }
}

/** A message as it can be sent, with its id in the recording. */
export type Sendable = ApiMessage & { readonly id: MessageId };

const beginsConversation = ({ role, content }: Sendable): boolean =>
  role === "user" && content.length > 0 && content.every(({ type }) => type !== "tool_result");

/** Of an answer that was cut off only its text can be sent again: its thinking and tool calls are not whole. */
const standsAlone = (block: ContentBlock): boolean => block.type === "text";

const hasSubstance = (block: ContentBlock): boolean => block.type !== "text" || block.text.trim() !== "";

/** Arguments are recorded as the model wrote them, broken JSON as text; the API takes an object only. */
function acceptable(block: ContentBlock): ContentBlock {
  if (block.type !== "tool_use") return block;
  const { input } = block;
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  return isObject ? block : { ...block, input: { malformed_input: input } };
}

/**
 * Without calls that have no result in the next message, and results of calls that the message before does
 * not have: damage to a recording can take away one half.
 */
function inPairs(messages: readonly Sendable[]): readonly Sendable[] {
  const calls = messages.map(
    ({ content }) => new Set(content.map((b) => (b.type === "tool_use" ? b.id : ""))),
  );
  const results = messages.map(
    ({ content }) => new Set(content.map((b) => (b.type === "tool_result" ? b.tool_use_id : ""))),
  );
  return messages.map(({ content, ...message }, index) => ({
    ...message,
    content: content.filter((block) => {
      if (block.type === "tool_use") return results[index + 1]?.has(block.id) ?? false;
      return block.type !== "tool_result" || (calls[index - 1]?.has(block.tool_use_id) ?? false);
    }),
  }));
}
