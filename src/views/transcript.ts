import { ATTR } from "../core/attributes.ts";
import type { MessageId, SpanId, ToolCallId, TurnId } from "../core/ids.ts";
import type { LiveEvent } from "../core/live.ts";
import type { Decision } from "../core/decisions.ts";
import type { MessageRecord, PersonInput, RecordedLine, SpanRecord, ToolRecord } from "../core/lines.ts";
import type { ContentBlock, ToolResultBlock } from "../core/model.ts";
import type { SpanContext } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import { unfenced } from "../core/untrusted.ts";
import { addCost, NO_COST, type CostSum } from "../core/usage.ts";
import { ItemStore } from "./itemStore.ts";
import { LiveAnswer } from "./liveAnswer.ts";
import { approvalAnswer, noticeOf, type Notice } from "./notices.ts";
import { openingNotices } from "./openingNotices.ts";
import type { NoticeItem, TranscriptChange, TranscriptItem } from "./transcriptItems.ts";
import { TurnEdits, undoNotice } from "./turnEdits.ts";
import { endItem, failureNotice, type EndedTurn } from "./turnEnd.ts";
import { TurnTree } from "./turnTree.ts";

/**
 * The conversation as a person reads it: a fold over a session's lines and live events. Each takes it
 * forward and says what changed. Live events only hurry: the lines alone lead to the same transcript.
 */
export class Transcript {
  readonly #items = new ItemStore();
  readonly #liveAnswer = new LiveAnswer(this.#items);
  readonly #tree = new TurnTree();
  readonly #roots = new Map<SpanId, { readonly turn: TurnId; readonly start: EpochMs }>();
  readonly #costs = new Map<TurnId, CostSum>();
  readonly #edits = new TurnEdits();
  /** The turn that runs, or ran last. */
  #turn: TurnId | undefined;
  #chat: SpanContext | undefined;
  #wait: NoticeItem | undefined;
  /** What is said of how the session began. */
  #opening: readonly Notice[] = [];
  #lastOpening = 0;

  take(line: RecordedLine): readonly TranscriptChange[] {
    this.#line(line);
    return this.#items.takeChanges();
  }

  takeLive(event: LiveEvent, at: EpochMs): readonly TranscriptChange[] {
    this.#live(event, at);
    return this.#items.takeChanges();
  }

  /** The turns that are shown, oldest first. */
  turns() {
    return this.#tree.path();
  }

  /** The items of a turn in their order. */
  itemsOf(turn: TurnId): readonly TranscriptItem[] {
    return this.#items.ofTurn(turn);
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
    if (isNewTurn) this.#items.showTurns(this.turns());
    if (isNewTurn && message.parent === undefined) this.#tellOpening(message.turn, at);
  }

  /** On each branch of the first message. */
  #tellOpening(turn: TurnId, at: EpochMs): void {
    for (const notice of this.#opening) {
      // Below the numbers of lines, so that no other notice has it.
      const id = `notice-${--this.#lastOpening}` as const;
      this.#items.put({ kind: "notice", id, turn, at, ...notice });
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
    this.#items.put({ kind: "user", id, turn, at, text, ...(sender !== undefined && { sender }) });
  }

  /** A tool call that was interrupted has no line of its own: its result comes when the session goes on. */
  #lateResult(block: ToolResultBlock): void {
    const item = this.#items.get(block.tool_use_id as ToolCallId);
    if (item?.kind !== "tool" || item.duration !== undefined) return;
    const output = unfenced(typeof block.content === "string" ? block.content : textOf(block.content));
    const { failure: _failure, ...done } = item;
    this.#items.put(
      block.is_error ? { ...item, output, state: "failed" } : { ...done, output, state: "done" },
    );
  }

  #answer({ id, turn, content, incomplete }: MessageRecord, at: EpochMs): void {
    this.#liveAnswer.end();
    this.#items.put({
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
      this.#items.putTool(block.id as ToolCallId, turn, at, {
        at,
        name: block.name,
        input,
        state,
        ...failure,
      });
    }
  }

  #toolEnded(tool: ToolRecord, at: EpochMs): void {
    this.#edits.made(tool);
    this.#items.putTool(tool.call, tool.turn, at, {
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
        this.#items.putTool(decision.request.call, decision.turn, at, {
          title: decision.request.title,
          state: "asking",
          approval: decision.request,
        });
        return;
      }
      const item = this.#items.get(decision.call);
      if (item?.kind !== "tool") return;
      const approval = item.approval && { ...item.approval, answer: approvalAnswer(decision) };
      this.#items.put({ ...item, state: "running", ...(approval && { approval }) });
      return;
    }
    const notice = noticeOf(decision, at);
    if (notice === undefined) return;
    const item: NoticeItem = { kind: "notice", id: `notice-${seq}`, turn: decision.turn, at, ...notice };
    this.#items.put(item);
    if (item.until !== undefined) this.#wait = item;
  }

  #input(input: PersonInput, seq: number, at: EpochMs): void {
    if (input.act === "switch") {
      this.#tree.moveTo(input.head);
      this.#items.showTurns(this.turns());
    }
    if (input.act === "undo") this.#undone(input, seq, at);
    if (input.act === "model" && this.#turn !== undefined) {
      const text = `The model is ${input.model.id} from here on.`;
      this.#items.put({ kind: "notice", id: `notice-${seq}`, turn: this.#turn, at, severity: "info", text });
    }
  }

  #undone(undo: Extract<PersonInput, { act: "undo" }>, seq: number, at: EpochMs): void {
    const { turn } = undo;
    this.#edits.undone(undo);
    const end = this.#items.get(`end-${turn}`);
    if (end?.kind === "end") {
      const { edited: _edited, ...rest } = end;
      this.#items.put({ ...rest, ...this.#edits.of(turn) });
    }
    this.#items.put({ kind: "notice", id: `notice-${seq}`, turn, at, ...undoNotice(undo) });
  }

  #span(span: SpanRecord, seq: number, at: EpochMs): void {
    if (span.phase === "started") return this.#spanStarted(span);
    const root = this.#roots.get(span.spanId);
    if (span.phase === "ended" && root !== undefined) this.#turnEnded({ ...root, span, seq, at });
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
      this.#items.putTool(call as ToolCallId, this.#turn, span.start, {
        title,
        state: "running",
        span: context,
      });
    }
  }

  #turnEnded(ended: EndedTurn): void {
    const { turn } = ended;
    this.#endWait();
    this.#endOpenItems(turn);
    const notice = failureNotice(ended);
    if (notice !== undefined) this.#items.put(notice);
    this.#items.put(endItem(ended, { cost: this.#costs.get(turn) ?? NO_COST, ...this.#edits.of(turn) }));
  }

  /** When a turn has ended, nothing in it goes on. */
  #endOpenItems(turn: TurnId): void {
    for (const item of this.itemsOf(turn)) {
      if (item.kind === "answer" && item.state === "streaming")
        this.#items.put({ ...item, state: "incomplete" });
      if (item.kind === "tool" && item.state !== "done" && item.state !== "failed") {
        this.#items.put({ ...item, state: "failed", failure: "cancelled" });
      }
    }
  }

  #live(event: LiveEvent, at: EpochMs): void {
    if (this.#turn === undefined) return;
    if (event.type === "waited") this.#endWait();
    this.#liveAnswer.take(event, this.#turn, this.#chat, at);
  }

  #endWait(): void {
    if (this.#wait === undefined) return;
    const { until: _until, ...notice } = this.#wait;
    this.#wait = undefined;
    this.#items.put(notice);
  }
}

const textOf = (content: readonly ContentBlock[]): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
