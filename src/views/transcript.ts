import { ATTR } from "../core/attributes.ts";
import { failureInfo, isFailureClass } from "../core/failure.ts";
import type { MessageId, SpanId, ToolCallId, TurnId } from "../core/ids.ts";
import type { LiveEvent } from "../core/live.ts";
import type {
  Decision,
  MessageRecord,
  PersonInput,
  RecordedLine,
  SpanRecord,
  ToolRecord,
} from "../core/lines.ts";
import type { ContentBlock, ToolResultBlock } from "../core/model.ts";
import type { SpanContext } from "../core/telemetry.ts";
import { ms, type EpochMs } from "../core/units.ts";
import { unfenced } from "../core/untrusted.ts";
import { addCost, NO_COST, type CostSum } from "../core/usage.ts";
import { approvalAnswer, noticeOf, type Notice } from "./notices.ts";
import { openingNotices } from "./openingNotices.ts";
import type {
  AnswerItem,
  EndItem,
  ItemId,
  NoticeItem,
  ToolItem,
  TranscriptChange,
  TranscriptItem,
} from "./transcriptItems.ts";
import { TurnEdits, undoNotice } from "./turnEdits.ts";
import { TurnTree } from "./turnTree.ts";

/**
 * The conversation as a person reads it: a fold over a session's lines and live events. Each takes it
 * forward and says what changed. Live events only hurry: the lines alone lead to the same transcript.
 */
export class Transcript {
  readonly #items = new Map<ItemId, TranscriptItem>();
  readonly #byTurn = new Map<TurnId, ItemId[]>();
  readonly #tree = new TurnTree();
  readonly #roots = new Map<SpanId, { readonly turn: TurnId; readonly start: EpochMs }>();
  readonly #costs = new Map<TurnId, CostSum>();
  readonly #edits = new TurnEdits();
  /** The turn that runs, or ran last. */
  #turn: TurnId | undefined;
  #chat: SpanContext | undefined;
  #wait: NoticeItem | undefined;
  /** The answer that is being written. */
  #answering: MessageId | undefined;
  /** What is said of how the session began. */
  #opening: readonly Notice[] = [];
  #lastOpening = 0;
  #changes: TranscriptChange[] = [];

  take(line: RecordedLine): readonly TranscriptChange[] {
    this.#line(line);
    return this.#flush();
  }

  takeLive(event: LiveEvent, at: EpochMs): readonly TranscriptChange[] {
    this.#live(event, at);
    return this.#flush();
  }

  /** The turns that are shown, oldest first. */
  turns() {
    return this.#tree.path();
  }

  /** The items of a turn in their order. */
  itemsOf(turn: TurnId): readonly TranscriptItem[] {
    return (this.#byTurn.get(turn) ?? []).flatMap((id) => this.#items.get(id) ?? []);
  }

  /** Where the conversation stands on the branch of a turn; what `switch` needs. */
  tipOf(turn: TurnId): MessageId | undefined {
    return this.#tree.tipOf(turn);
  }

  #line(line: RecordedLine): void {
    switch (line.type) {
      case "message":
        return this.#message(line.data, line.wall);
      case "request":
        return this.#endWait();
      case "response":
        this.#costs.set(line.data.turn, addCost(this.#costs.get(line.data.turn) ?? NO_COST, line.data.cost));
        return;
      case "tool":
        return this.#toolEnded(line.data, line.wall);
      case "decision":
        return this.#decision(line.data, line.seq, line.wall);
      case "input":
        return this.#input(line.data, line.seq, line.wall);
      case "span":
        return this.#span(line.data, line.seq, line.wall);
      case "session":
        this.#opening = openingNotices(line.data);
        return;
    }
  }

  #message(message: MessageRecord, at: EpochMs): void {
    const isNewTurn = !this.#tree.has(message.turn);
    this.#tree.add(message);
    this.#turn = message.turn;
    if (message.role === "assistant") this.#answer(message, at);
    else this.#userMessage(message, at);
    if (isNewTurn) this.#changes.push({ op: "turns", turns: this.turns() });
    if (isNewTurn && message.parent === undefined) this.#tellOpening(message.turn, at);
  }

  /** On each branch of the first message. */
  #tellOpening(turn: TurnId, at: EpochMs): void {
    for (const notice of this.#opening) {
      // Below the numbers of lines, so that no other notice has it.
      const id = `notice-${--this.#lastOpening}` as const;
      this.#put({ kind: "notice", id, turn, at, ...notice });
    }
  }

  #userMessage(message: MessageRecord, at: EpochMs): void {
    const results = message.content.filter((block) => block.type === "tool_result");
    for (const block of results) this.#lateResult(block);
    // Text beside results is a hint of a safeguard, whose decision says it to the person.
    const isPersons = results.length === 0 && message.by === undefined;
    const text = isPersons ? textOf(message.content) : "";
    if (text === "") return;
    const { id, turn, sender } = message;
    this.#put({ kind: "user", id, turn, at, text, ...(sender !== undefined && { sender }) });
  }

  /** A tool call that was interrupted has no line of its own: its result comes when the session goes on. */
  #lateResult(block: ToolResultBlock): void {
    const item = this.#items.get(block.tool_use_id as ToolCallId);
    if (item?.kind !== "tool" || item.duration !== undefined) return;
    const output = unfenced(typeof block.content === "string" ? block.content : textOf(block.content));
    const { failure: _failure, ...done } = item;
    this.#put(block.is_error ? { ...item, output, state: "failed" } : { ...done, output, state: "done" });
  }

  #answer({ id, turn, content, incomplete }: MessageRecord, at: EpochMs): void {
    this.#answering = undefined;
    this.#put({
      kind: "answer",
      id,
      turn,
      at,
      text: textOf(content),
      thinking: content.flatMap((block) => (block.type === "thinking" ? [block.thinking] : [])).join("\n\n"),
      state: incomplete === undefined ? "done" : "incomplete",
      ...(this.#chat && { span: this.#chat }),
    });
    for (const block of content) {
      if (block.type !== "tool_use") continue;
      // Arguments that are no JSON, or were cut off, are kept as text.
      const input = typeof block.input === "string" ? block.input : JSON.stringify(block.input, null, 2);
      const state = incomplete === undefined ? "pending" : "failed";
      const failure = incomplete && { failure: incomplete };
      this.#putTool(block.id as ToolCallId, turn, at, { at, name: block.name, input, state, ...failure });
    }
  }

  #toolEnded(tool: ToolRecord, at: EpochMs): void {
    this.#edits.made(tool);
    this.#putTool(tool.call, tool.turn, at, {
      name: tool.name,
      title: tool.title,
      output: unfenced(tool.text),
      state: tool.isError ? "failed" : "done",
      duration: tool.duration,
      span: tool.span,
      ...(tool.failure && { failure: tool.failure }),
      ...(tool.full && { fullBytes: tool.full.bytes }),
    });
  }

  #decision(decision: Decision, seq: number, at: EpochMs): void {
    if (decision.safeguard === "approval") {
      if (decision.verdict === "ask") {
        this.#putTool(decision.request.call, decision.turn, at, {
          title: decision.request.title,
          state: "asking",
          approval: decision.request,
        });
        return;
      }
      const item = this.#items.get(decision.call);
      if (item?.kind !== "tool") return;
      const approval = item.approval && { ...item.approval, answer: approvalAnswer(decision) };
      this.#put({ ...item, state: "running", ...(approval && { approval }) });
      return;
    }
    const notice = noticeOf(decision, at);
    if (notice === undefined) return;
    const item: NoticeItem = { kind: "notice", id: `notice-${seq}`, turn: decision.turn, at, ...notice };
    this.#put(item);
    if (item.until !== undefined) this.#wait = item;
  }

  #input(input: PersonInput, seq: number, at: EpochMs): void {
    if (input.act === "switch") {
      this.#tree.moveTo(input.head);
      this.#changes.push({ op: "turns", turns: this.turns() });
    }
    if (input.act === "undo") this.#undone(input, seq, at);
    if (input.act === "model" && this.#turn !== undefined) {
      const text = `The model is ${input.model.id} from here on.`;
      this.#put({ kind: "notice", id: `notice-${seq}`, turn: this.#turn, at, severity: "info", text });
    }
  }

  #undone(undo: Extract<PersonInput, { act: "undo" }>, seq: number, at: EpochMs): void {
    const { turn } = undo;
    this.#edits.undone(undo);
    const end = this.#items.get(`end-${turn}`);
    if (end?.kind === "end") {
      const { edited: _edited, ...rest } = end;
      this.#put({ ...rest, ...this.#edits.of(turn) });
    }
    this.#put({ kind: "notice", id: `notice-${seq}`, turn, at, ...undoNotice(undo) });
  }

  #span(span: SpanRecord, seq: number, at: EpochMs): void {
    if (span.phase === "started") return this.#spanStarted(span);
    const root = this.#roots.get(span.spanId);
    if (span.phase === "ended" && root !== undefined) this.#turnEnded(span, root, seq, at);
  }

  #spanStarted(span: Extract<SpanRecord, { phase: "started" }>): void {
    const context = { traceId: span.traceId, spanId: span.spanId };
    const operation = span.attributes[ATTR.operation];
    const turn = span.attributes[ATTR.turn];
    // Spans of other programs have neither our turns nor our calls.
    if (operation === "invoke_agent" && turn !== undefined) {
      this.#turn = turn as TurnId;
      this.#roots.set(span.spanId, { turn: this.#turn, start: span.start });
    }
    if (operation === "chat") this.#chat = context;
    const call = span.attributes[ATTR.toolCallId];
    if (operation === "execute_tool" && call !== undefined && this.#turn !== undefined) {
      const title = String(span.attributes[ATTR.toolTitle] ?? "");
      this.#putTool(call as ToolCallId, this.#turn, span.start, { title, state: "running", span: context });
    }
  }

  #turnEnded(
    span: Extract<SpanRecord, { phase: "ended" }>,
    { turn, start }: { readonly turn: TurnId; readonly start: EpochMs },
    seq: number,
    at: EpochMs,
  ): void {
    this.#endWait();
    this.#endOpenItems(turn);
    const failure = span.attributes[ATTR.errorType];
    const state = endState(span);
    const failed = isFailureClass(failure) ? { failure } : {};
    if (state === "failed" && isFailureClass(failure)) {
      const advice = String(span.attributes[ATTR.advice] ?? failureInfo(failure).advice);
      const text = span.status.message ?? failureInfo(failure).symptom;
      this.#put({ kind: "notice", id: `notice-${seq}`, turn, at, severity: "error", text, advice, failure });
    }
    const end: EndItem = {
      kind: "end",
      id: `end-${turn}`,
      turn,
      at,
      state,
      ...failed,
      duration: ms(span.end - start),
      cost: this.#costs.get(turn) ?? NO_COST,
      span: { traceId: span.traceId, spanId: span.spanId },
      ...this.#edits.of(turn),
    };
    this.#put(end);
  }

  /** When a turn has ended, nothing in it goes on. */
  #endOpenItems(turn: TurnId): void {
    for (const item of this.itemsOf(turn)) {
      if (item.kind === "answer" && item.state === "streaming") this.#put({ ...item, state: "incomplete" });
      if (item.kind === "tool" && item.state !== "done" && item.state !== "failed") {
        this.#put({ ...item, state: "failed", failure: "cancelled" });
      }
    }
  }

  #live(event: LiveEvent, at: EpochMs): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    switch (event.type) {
      case "answer_started":
        this.#answering = event.message;
        return;
      case "text":
      case "thinking":
        this.#startAnswer(event.message, turn, at);
        return this.#append(event.message, event.type, event.text);
      case "tool_use":
        // Of an answer whose beginning was not heard the tools come with its line.
        if (this.#answering === undefined) return;
        this.#startAnswer(this.#answering, turn, at);
        return this.#putTool(event.call, turn, at, { name: event.name, state: "writing" });
      case "tool_input":
        return this.#append(event.call, "input", event.json);
      case "tool_started":
        return;
      case "tool_output":
        return this.#append(event.call, "output", event.text);
      case "waiting":
      case "waiting_for_servers":
        return;
      case "waited":
        return this.#endWait();
    }
  }

  /** With its first content: an attempt that fails before leaves nothing behind. */
  #startAnswer(id: MessageId, turn: TurnId, at: EpochMs): void {
    this.#answering = id;
    if (this.#items.has(id)) return;
    const answer: AnswerItem = { kind: "answer", id, turn, at, text: "", thinking: "", state: "streaming" };
    this.#put(this.#chat === undefined ? answer : { ...answer, span: this.#chat });
  }

  #append(id: ItemId, field: "text" | "thinking" | "input" | "output", text: string): void {
    const item = this.#items.get(id);
    const old = item === undefined ? undefined : (item as unknown as Record<string, unknown>)[field];
    if (item === undefined || typeof old !== "string") return;
    this.#items.set(id, { ...item, [field]: old + text });
    this.#changes.push({ op: "append", id, field, text });
  }

  #endWait(): void {
    if (this.#wait === undefined) return;
    const { until: _until, ...notice } = this.#wait;
    this.#wait = undefined;
    this.#put(notice);
  }

  #putTool(
    id: ToolCallId,
    turn: TurnId,
    at: EpochMs,
    news: Partial<Omit<ToolItem, "kind" | "id" | "turn">>,
  ): void {
    const known = this.#items.get(id);
    const before: ToolItem =
      known?.kind === "tool"
        ? known
        : { kind: "tool", id, turn, at, name: "", title: "", input: "", output: "", state: "pending" };
    this.#put({ ...before, ...news });
  }

  #put(item: TranscriptItem): void {
    if (!this.#items.has(item.id)) {
      const items = this.#byTurn.get(item.turn);
      if (items === undefined) this.#byTurn.set(item.turn, [item.id]);
      else items.push(item.id);
    }
    this.#items.set(item.id, item);
    this.#changes.push({ op: "put", item });
  }

  #flush(): readonly TranscriptChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
}

function endState(span: Extract<SpanRecord, { phase: "ended" }>): EndItem["state"] {
  if (span.attributes[ATTR.interrupted] === true) return "interrupted";
  if (span.status.code !== "error") return "done";
  return span.attributes[ATTR.errorType] === "cancelled" ? "stopped" : "failed";
}

const textOf = (content: readonly ContentBlock[]): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
