import { ATTR } from "../core/attributes.ts";
import type { MessageId, ToolCallId, TurnId } from "../core/ids.ts";
import type { LineBody, MessageRecord } from "../core/lines.ts";
import type { ContentBlock } from "../core/model.ts";
import type { Span } from "../core/telemetry.ts";
import { ms } from "../core/units.ts";
import type { ReceivedMessage, ReceivedMessages, ReceivedTool } from "./normalise/messages.ts";
import { plainText } from "./normalise/messageShapes.ts";

/** A conversation within a trace: each agent of it has one. */
interface Thread {
  /** What its messages say, so that they are known again in the next request. */
  keys: string[];
}

interface OpenCall {
  readonly id: ToolCallId;
  readonly name: string;
  /** As the sender has it. */
  readonly foreign: string;
  /** Whether its tool's span was seen. */
  done: boolean;
  /** Whether its result was. */
  told: boolean;
}

/**
 * Turns what the model calls of a trace say into the messages of one transcript. A call repeats the whole
 * conversation before it; of that, what is new becomes lines. What belongs to no conversation that is known
 * begins another one.
 */
export class ReceivedTalk {
  readonly #add: (body: LineBody) => void;
  readonly #toolsAreTold: boolean;
  readonly #threads: Thread[] = [];
  readonly #spans = new Map<Span, { readonly thread: Thread; at: number }>();
  readonly #calls: OpenCall[] = [];
  #current: Thread | undefined;
  #turns = 0;
  #messages = 0;

  /** @param all what all calls of the trace say. */
  constructor(add: (body: LineBody) => void, all: Iterable<ReceivedMessages>) {
    this.#add = add;
    this.#toolsAreTold = [...all].some(({ sent, answers }) => [...sent, ...answers].some(callsTools));
  }

  /** The part of the conversation that is being told. */
  get turn(): TurnId {
    return `received-${this.#turns}` as TurnId;
  }

  /** A model call begins: what it was sent. */
  sent(span: Span, { system, sent }: ReceivedMessages): void {
    const all = [...system.map(systemMessage), ...sent];
    const keys = all.map(keyOf);
    const thread = this.#threadOf(keys);
    const known = commonLength(thread.keys, keys);
    for (const message of all.slice(known)) this.#tell(thread, message);
    if (keys.length > thread.keys.length || known < thread.keys.length)
      thread.keys = merged(thread.keys, keys);
    this.#spans.set(span, { thread, at: keys.length });
  }

  /** A model call ended: what came of it. */
  answered(span: Span, { answers }: ReceivedMessages): void {
    const place = this.#spans.get(span);
    if (place === undefined) return;
    for (const answer of answers) {
      // Some senders leave out what else there was beside text.
      if (answer.content.every((block) => wordsOf(block) === "")) continue;
      const key = keyOf(answer);
      // A span around another one says the same as the one within.
      if (place.thread.keys[place.at] !== key) {
        this.#tell(place.thread, answer);
        place.thread.keys.push(key);
      }
      place.at++;
    }
  }

  /** A tool ran. */
  ran(span: Span, tool: ReceivedTool): void {
    const { attributes, start, end = start, traceId, spanId } = span;
    const foreign = attributes[ATTR.toolCallId];
    const call = this.#calls.findLast((each) => each.foreign === foreign && foreign !== undefined);
    const open = call ?? this.#calls.find(({ name, done }) => name === tool.name && !done);
    // Where messages tell of tools, they tell of this one, too, perhaps later or under another name.
    if (open === undefined && this.#toolsAreTold) return;
    if (open !== undefined) open.done = true;
    const failed = tool.failed || span.status.code === "error";
    this.#add({
      type: "tool",
      data: {
        call: open?.id ?? (`span-${spanId}` as ToolCallId),
        turn: this.turn,
        span: { traceId, spanId },
        name: tool.name || open?.name || span.name,
        title: "",
        input: tool.input,
        text: tool.output || (failed ? (span.status.message ?? "") : ""),
        isError: failed,
        duration: ms(end - start),
      },
    });
  }

  /** The conversation that these messages go on with: the one that has most of them. */
  #threadOf(keys: readonly string[]): Thread {
    let best: Thread | undefined;
    let most = 0;
    for (const thread of this.#threads) {
      const common = commonLength(thread.keys, keys);
      const fits = common === thread.keys.length || common === keys.length;
      if (fits && common > most) [best, most] = [thread, common];
    }
    if (best !== undefined) return best;
    const thread: Thread = { keys: [] };
    this.#threads.push(thread);
    return thread;
  }

  #tell(thread: Thread, message: ReceivedMessage): void {
    if (thread !== this.#current) {
      this.#turns++;
      this.#current = thread;
    }
    const { role, content } = message;
    if (role === "assistant") return this.#message({ role: "assistant", content: this.#called(content) });
    const [results, others]: [ContentBlock[], ContentBlock[]] = [[], []];
    for (const block of content) {
      const result = this.#result(block);
      if (result === undefined) others.push(block);
      else results.push(result);
    }
    if (results.length > 0) this.#message({ role: "user", content: results });
    if (others.length === 0 && results.length > 0) return;
    const said = { type: "text", text: others.map(wordsOf).join("\n\n") } as const;
    this.#message({ role: "user", content: [said], ...(role !== "user" && { sender: role }) });
  }

  #message(message: Pick<MessageRecord, "role" | "content" | "sender">): void {
    const before = this.#messages++;
    const parent = before > 0 ? { parent: messageId(before) } : {};
    this.#add({
      type: "message",
      data: { id: messageId(this.#messages), turn: this.turn, ...parent, ...message },
    });
  }

  /** An answer with ids that no other call of the trace has, and nothing of an unknown shape. */
  #called(content: readonly ContentBlock[]): readonly ContentBlock[] {
    return content.map((block) => {
      if (block.type === "text" || isThinking(block)) return block;
      if (block.type !== "tool_use") return { type: "text", text: wordsOf(block) };
      const id = `received-call-${this.#calls.length}` as ToolCallId;
      this.#calls.push({ id, name: block.name, foreign: block.id, done: false, told: false });
      return { ...block, id };
    });
  }

  /** A tool's result under its call's id; undefined where no such call is known. */
  #result(block: ContentBlock): ContentBlock | undefined {
    if (block.type !== "tool_result") return undefined;
    // Some senders lose the ids; then the first call without a result is meant.
    const call =
      block.tool_use_id === ""
        ? this.#calls.find(({ told }) => !told)
        : this.#calls.findLast(({ foreign }) => foreign === block.tool_use_id);
    if (call !== undefined) call.told = true;
    return call && { ...block, tool_use_id: call.id };
  }
}

const callsTools = ({ content }: ReceivedMessage): boolean => content.some(({ type }) => type === "tool_use");

const messageId = (number: number): MessageId => `received-message-${number}` as MessageId;

const systemMessage = (text: string): ReceivedMessage => ({
  role: "system",
  content: [{ type: "text", text }],
});

const merged = (known: readonly string[], keys: readonly string[]): string[] =>
  keys.length >= known.length ? [...keys] : [...known];

function commonLength(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  for (let at = 0; at < most; at++) if (a[at] !== b[at]) return at;
  return most;
}

/** What a message says, whatever ids and thinking go with it, which are not always sent back. */
const keyOf = ({ role, content }: ReceivedMessage): string =>
  JSON.stringify([role, content.flatMap((block) => (isThinking(block) ? [] : [wordsOf(block).trim()]))]);

const isThinking = ({ type }: ContentBlock): boolean => type === "thinking" || type === "redacted_thinking";

function wordsOf(block: ContentBlock): string {
  if (block.type === "text") return block.text;
  if (block.type === "thinking") return block.thinking;
  if (block.type === "tool_use") return `${block.name} ${plainText(block.input)}`;
  return plainText(block.type === "tool_result" ? block.content : block);
}
