import { isPrompt } from "../../agent/personMessage.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { MessageId, ToolCallId, TurnId } from "../../core/ids.ts";
import type { ForkChange, MessageRecord, ModelRef } from "../../core/lines.ts";
import type { ContentBlock, ToolResultBlock } from "../../core/model.ts";
import type { SettingName } from "../../core/settings.ts";
import type { Cut } from "./cut.ts";

/** What a person changes before the session goes on. */
export interface ForkEdit {
  /** Stands in the place of the person's message that the step belongs to; the next message after a final answer. */
  readonly message?: string;
  /** Stands in the place of the whole system prompt. */
  readonly system?: string;
  readonly toolResult?: { readonly call: ToolCallId; readonly text: string };
  readonly model?: ModelRef;
  readonly settings?: Readonly<Partial<Record<SettingName, unknown>>>;
}

/** A message of the fork before it has an id of its own. */
export type Draft = Pick<MessageRecord, "role" | "content" | "by" | "model"> & {
  /** The parent's turn and message; results that nobody recorded have no message. */
  readonly turn: TurnId;
  readonly inherited?: MessageId;
};

export interface EditedPast {
  readonly messages: readonly Draft[];
  /** The person's message that the fork goes on with; absent where the model has to answer what stands there. */
  readonly prompt?: string;
  readonly changed: readonly ForkChange[];
  /** How many answers lost their thinking. */
  readonly thinkingLost: number;
}

/**
 * The past of a fork: the cut's messages with the person's change in them. Thinking is bound to every byte before
 * it, so that after the first changed byte is left out.
 * @throws FlightdeckError for a tool call that the past does not have.
 */
export function editedPast(cut: Cut, edit: ForkEdit): EditedPast {
  const drafts = draftsOf(cut);
  const changed: ForkChange[] = [];
  let from = Infinity;
  let { prompt } = cut;
  if (edit.system !== undefined) changed.push("system");
  if (edit.model !== undefined) changed.push("model");
  if (edit.settings !== undefined) changed.push("settings");
  if (isWhollyOther(cut, edit)) from = 0;
  if (edit.toolResult !== undefined) {
    from = Math.min(from, replaceResult(drafts, edit.toolResult));
    changed.push("tool_result");
  }
  if (edit.message !== undefined) {
    const at = prompt === undefined && goesOn(drafts) ? replacePrompt(drafts, edit.message) : undefined;
    if (at === undefined) prompt = edit.message;
    else from = Math.min(from, at);
    changed.push("message");
  }
  const { messages, thinkingLost } = withoutThinking(drafts, from, leftOut(cut));
  return { messages, changed, thinkingLost, ...(prompt !== undefined && { prompt }) };
}

/**
 * Thinking is bound to system prompt and model, and newer models' to the account. A view of the past that the fork
 * does not share is as good as a change.
 */
const isWhollyOther = ({ header, lastRequest }: Cut, { system, model }: ForkEdit): boolean =>
  system !== undefined ||
  model !== undefined ||
  header.imported !== undefined ||
  lastRequest?.view !== undefined;

function draftsOf({ path, pending }: Cut): Draft[] {
  const drafts: Draft[] = path.map(({ id, role, content, turn, by, model, incomplete }) => ({
    role,
    content: incomplete === undefined ? content : content.filter(({ type }) => type === "text"),
    turn,
    inherited: id,
    ...(by && { by }),
    ...(model && { model }),
  }));
  const turn = path.at(-1)?.turn;
  if (pending.length > 0 && turn !== undefined) drafts.push({ role: "user", content: pending, turn });
  return drafts.filter(({ content }) => content.length > 0);
}

const goesOn = (drafts: readonly Draft[]): boolean => drafts.at(-1)?.role === "user";

function replaceResult(
  drafts: Draft[],
  { call, text }: { readonly call: ToolCallId; readonly text: string },
): number {
  const isMeant = (block: ContentBlock): block is ToolResultBlock =>
    block.type === "tool_result" && block.tool_use_id === call;
  const at = drafts.findIndex(({ content }) => content.some(isMeant));
  const draft = drafts[at];
  if (draft === undefined)
    throw new FlightdeckError("invalid_request", "The tool call has no result before this step.", {
      advice: "Fork at the tool call itself or after it.",
    });
  const result: ToolResultBlock = { type: "tool_result", tool_use_id: call, content: text };
  drafts[at] = { ...draft, content: draft.content.map((block) => (isMeant(block) ? result : block)) };
  return at;
}

/** Undefined where no message of the person is left. */
function replacePrompt(drafts: Draft[], text: string): number | undefined {
  const at = drafts.findLastIndex(isPrompt);
  const draft = drafts[at];
  if (draft === undefined) return undefined;
  drafts[at] = { ...draft, content: [{ type: "text", text }] };
  return at;
}

/** Messages whose thinking the parent did not send either, to which later thinking is bound. */
const leftOut = ({ lastRequest }: Cut): ReadonlySet<MessageId> =>
  new Set(
    (lastRequest?.changes ?? []).flatMap((each) => (each.change === "thinking_removed" ? each.from : [])),
  );

function withoutThinking(drafts: readonly Draft[], from: number, also: ReadonlySet<MessageId>) {
  let thinkingLost = 0;
  const messages = drafts.flatMap((draft, index) => {
    const goes = index >= from || (draft.inherited !== undefined && also.has(draft.inherited));
    if (!goes || !draft.content.some(isThinking)) return [draft];
    thinkingLost++;
    const content = draft.content.filter((block) => !isThinking(block));
    return content.length === 0 ? [] : [{ ...draft, content }];
  });
  return { messages, thinkingLost };
}

const isThinking = ({ type }: ContentBlock): boolean => type === "thinking" || type === "redacted_thinking";
