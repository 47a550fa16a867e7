import type { EditorAnswerPart, EditorToolCall } from "../../core/editor.ts";
import type { ContentBlock, ModelEvent, ToolUseBlock } from "../../core/model.ts";
import { ms, type Ms } from "../../core/units.ts";

/** Builds the answer from its parts. Texts in a row are one block. */
export class EditorAnswer {
  readonly #content: ContentBlock[] = [];
  readonly #chunks: Ms[] = [];
  readonly #sinceSent: () => Ms;
  readonly #newCallId: (index: number) => string;
  #outputBytes = 0;

  /** @param newCallId makes the id of a call whose own cannot be used. */
  constructor(sinceSent: () => Ms, newCallId: (index: number) => string) {
    this.#sinceSent = sinceSent;
    this.#newCallId = newCallId;
  }

  get content(): readonly ContentBlock[] {
    return this.#content;
  }

  get begun(): boolean {
    return this.#chunks.length > 0;
  }

  get outputBytes(): number {
    return this.#outputBytes;
  }

  get chunks(): readonly Ms[] {
    return this.#chunks;
  }

  get callsTools(): boolean {
    return this.#content.some(({ type }) => type === "tool_use");
  }

  *take(part: EditorAnswerPart): Generator<ModelEvent> {
    if (part.type === "other" || (part.type === "text" && part.text === "")) return;
    this.#chunks.push(ms(this.#sinceSent()));
    if (part.type === "text") yield this.#text(part.text);
    else yield* this.#call(part);
  }

  #text(text: string): ModelEvent {
    this.#outputBytes += Buffer.byteLength(text);
    const last = this.#content.at(-1);
    if (last?.type === "text") {
      this.#content[this.#content.length - 1] = { type: "text", text: last.text + text };
    } else this.#content.push({ type: "text", text });
    return { type: "text", index: this.#content.length - 1, text };
  }

  *#call({ callId, name, input }: EditorToolCall): Generator<ModelEvent> {
    const index = this.#content.length;
    const id = this.#isUsable(callId) ? callId : this.#newCallId(index);
    const block: ToolUseBlock = { type: "tool_use", id, name, input };
    const json = JSON.stringify(input) ?? "{}";
    this.#outputBytes += Buffer.byteLength(json);
    this.#content.push(block);
    yield { type: "tool_use", index, id, name };
    yield { type: "tool_input", index, json };
    yield { type: "block", index, block };
  }

  /** The session may go on with a model that takes no other ids. */
  #isUsable(id: string): boolean {
    return (
      /^[a-zA-Z0-9_-]{1,64}$/.test(id) &&
      !this.#content.some((block) => block.type === "tool_use" && block.id === id)
    );
  }
}
