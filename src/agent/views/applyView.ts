import type { MessageId } from "../../core/ids.ts";
import type { ContentBlock } from "../../core/model.ts";
import type { HistoryView, LeftOut } from "../../core/view.ts";
import type { Sendable } from "../conversation.ts";
import { systemNote } from "../../core/systemNote.ts";
import { cutBlock, isThinking, stubInput, stubResult } from "./shorten.ts";

/** The part of a view that says what is left out; thinking follows from it. */
export type Edits = Pick<HistoryView, "head" | "gaps" | "stubsBefore" | "longest" | "summary">;

/** Whether a view was made of a history that this one continues. */
export const holds = (view: HistoryView, messages: readonly Sendable[]): boolean =>
  [view.head, view.thinkingFrom, ...view.gaps.flatMap(({ after, before }) => [after, before])].every((id) =>
    messages.some((message) => message.id === id),
  );

/**
 * The history as a view has it. The same history and view give the same messages; those that nothing was
 * done to are the very same objects.
 */
export function applyView(messages: readonly Sendable[], view: HistoryView): readonly Sendable[] {
  const at = positions(messages);
  const head = at(view.head);
  const from = at(view.thinkingFrom);
  const edited = edit(messages, view).map((message) => {
    const index = at(message.id);
    if (index < from || index > head || message.id === view.keepsThinkingOf) return message;
    return withoutThinking(message);
  });
  return edited;
}

function withoutThinking(message: Sendable): Sendable {
  if (!message.content.some(isThinking)) return message;
  const content = message.content.filter((block) => !isThinking(block));
  return { ...message, content: content.length > 0 ? content : [systemNote("your thinking was left out")] };
}

/** Without gaps, with short stubs and cut texts; thinking is as it was. */
export function edit(messages: readonly Sendable[], edits: Edits): readonly Sendable[] {
  const at = positions(messages);
  const head = at(edits.head);
  const stubs = edits.stubsBefore === undefined ? 0 : at(edits.stubsBefore);
  const shortened = messages.map((message, index) =>
    index > head ? message : shorten(message, index < stubs, edits.longest),
  );
  return withoutGaps(shortened, edits, at);
}

const positions = (messages: readonly Sendable[]): ((id: MessageId) => number) => {
  const byId = new Map(messages.map(({ id }, index) => [id, index]));
  return (id) => byId.get(id) ?? -1;
};

function shorten(message: Sendable, stubs: boolean, longest: number | undefined): Sendable {
  const content = message.content.map((block) => {
    const stubbed = stubs ? stub(block) : block;
    return longest === undefined ? stubbed : cutBlock(stubbed, longest);
  });
  return content.every((block, n) => block === message.content[n]) ? message : { ...message, content };
}

function stub(block: ContentBlock): ContentBlock {
  if (block.type === "tool_result") return stubResult(block);
  return block.type === "tool_use" ? stubInput(block) : block;
}

/**
 * The roles keep their order: between two messages of the person the note is an answer, which has the id of
 * the newest message that it stands for; else it is a last word of the message before.
 */
function withoutGaps(
  messages: readonly Sendable[],
  { gaps, summary }: Edits,
  at: (id: MessageId) => number,
): readonly Sendable[] {
  const kept: Sendable[] = [];
  let next = 0;
  for (const [n, { after, before }] of gaps.entries()) {
    const [from, to] = [at(after) + 1, at(before)];
    const text = gapNote(to - from, n === gaps.length - 1 ? summary : undefined);
    kept.push(...messages.slice(next, from));
    const [last, newest, following] = [kept.at(-1), messages[to - 1], messages[to]];
    if (following?.role === "user" && newest !== undefined) {
      kept.push({ id: newest.id, role: "assistant", content: [text] });
    } else if (last !== undefined) kept[kept.length - 1] = { ...last, content: [...last.content, text] };
    next = to;
  }
  return [...kept, ...messages.slice(next)];
}

const gapNote = (messages: number, summary: string | undefined): ContentBlock => {
  const what = `${messages} earlier ${messages === 1 ? "message was" : "messages were"} left out here to save room`;
  return systemNote(summary === undefined ? `${what}.` : `${what}. What they were about:\n${summary}`);
};

/** How much of the history the edits leave out. */
export function leftOut(messages: readonly Sendable[], edits: Edits): LeftOut {
  const shown = new Map(edit(messages, edits).map((message) => [message.id, message]));
  const left = { messages: 0, results: 0, inputs: 0, texts: 0 };
  const at = positions(messages);
  for (const { after, before } of edits.gaps) left.messages += at(before) - at(after) - 1;
  for (const { id, content } of messages) {
    for (const [n, block] of content.entries()) {
      const now = shown.get(id)?.content[n];
      if (now === undefined || now === block || now.type !== block.type) continue;
      if (block.type === "tool_result") left.results++;
      if (block.type === "tool_use") left.inputs++;
      if (block.type === "text" && !isInGap(at(id), edits, at)) left.texts++;
    }
  }
  return left;
}

const isInGap = (index: number, { gaps }: Edits, at: (id: MessageId) => number): boolean =>
  gaps.some(({ after, before }) => index > at(after) && index < at(before));
