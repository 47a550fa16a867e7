import { ATTR } from "../../core/attributes.ts";
import { isFailureClass, type FailureClass } from "../../core/failure.ts";
import type { MessageId, SessionId, SpanId, ToolCallId, TurnId } from "../../core/ids.ts";
import type { Decision } from "../../core/decisions.ts";
import type {
  MessageRecord,
  RecordedLine,
  ResponseRecord,
  SessionHeader,
  SpanRecord,
  ToolRecord,
} from "../../core/lines.ts";
import type { ContentBlock } from "../../core/model.ts";
import { ms, type EpochMs, type Ms } from "../../core/units.ts";
import { unfenced } from "../../core/untrusted.ts";
import { addCost, addUsage, NO_COST, NO_USAGE, type CostSum, type Usage } from "../../core/usage.ts";
import { approvalAnswer, noticeOf } from "../notices.ts";

export type StepKind = "prompt" | "answer" | "tool" | "safeguard" | "end";

/** How a turn or a session came out. */
export type Outcome = "done" | "stopped" | "interrupted" | "running" | FailureClass;

/** One thing that happened in a session, as far as two sessions can be compared in it. */
export interface ComparedStep {
  readonly kind: StepKind;
  /** A tool's name, a safeguard's with its verdict; the model of an answer; the outcome of an end. */
  readonly name: string;
  readonly safeguard?: Decision["safeguard"];
  /** What was said; of a tool its result. */
  readonly text: string;
  /** Of a tool: its arguments as JSON. */
  readonly input?: string;
  readonly failure?: FailureClass;
  /** Of a tool: what was decided about it. */
  readonly approval?: string;
  readonly usage?: Usage;
  readonly cost?: CostSum;
  readonly duration?: Ms;
  /** Of an answer: how many times the model was asked for it. */
  readonly attempts?: number;
  /** The line that it stands in. */
  readonly seq: number;
  readonly turn: TurnId;
  /** Of a fork: it comes from the parent's recording. */
  readonly inherited: boolean;
  /** The message that it is part of; absent on what safeguards did, on ends, and where no answer came. */
  readonly message?: MessageId;
}

/** A session taken apart into steps, on the branch that it ended on. */
export interface ComparedSession {
  readonly id?: SessionId;
  readonly title: string;
  readonly parent?: SessionHeader["parent"];
  readonly isFork: boolean;
  readonly steps: readonly ComparedStep[];
  readonly outcome: Outcome;
}

/** What the attempts since the last answer of a turn came to. */
interface Spent {
  readonly usage: Usage;
  readonly cost: CostSum;
  readonly duration: Ms;
  readonly attempts: number;
  readonly model: string;
  readonly failure?: FailureClass;
}

/** Folds the lines of a session into its steps. */
export class ComparedFold {
  #header: SessionHeader | undefined;
  #title = "";
  readonly #steps: ComparedStep[] = [];
  readonly #tools = new Map<ToolCallId, number>();
  readonly #spent = new Map<TurnId, Spent>();
  readonly #roots = new Map<SpanId, { readonly turn: TurnId; readonly start: EpochMs }>();
  readonly #parents = new Map<MessageId, { readonly parent?: MessageId; readonly turn: TurnId }>();
  /** Turns without a message of their own at first, by the message that they go on after. */
  readonly #continued = new Map<TurnId, MessageId>();
  #head: MessageId | undefined;
  #outcome: Outcome = "running";

  take(line: RecordedLine): void {
    switch (line.type) {
      case "session":
        this.#header = line.data;
        this.#title = line.data.title;
        // Nothing runs in a fork before the person goes on.
        if (line.data.fork !== undefined) this.#outcome = "stopped";
        return;
      case "message":
        return this.#message(line.data, line.seq);
      case "response":
        return this.#response(line.data);
      case "tool":
        return this.#tool(line.data, line.seq);
      case "decision":
        return this.#decision(line.data, line.seq, line.wall);
      case "span":
        return this.#span(line.data, line.seq);
      case "input":
        if (line.data.act === "rename") this.#title = line.data.title;
        if (line.data.act === "switch") this.#head = line.data.head;
        if (line.data.act === "continue") {
          this.#head = line.data.message;
          this.#continued.set(line.data.turn, line.data.message);
        }
        return;
      case "request":
        return;
    }
  }

  session(): ComparedSession {
    const { messages, turns } = this.#path();
    const steps = this.#steps.filter(({ message, turn }) =>
      message === undefined ? turns.has(turn) : messages.has(message),
    );
    return {
      ...(this.#header && { id: this.#header.id }),
      ...(this.#header?.parent && { parent: this.#header.parent }),
      title: this.#title,
      isFork: this.#header?.fork !== undefined,
      steps,
      outcome: this.#outcome,
    };
  }

  #message(message: MessageRecord, seq: number): void {
    const { id, turn, role, content, parent: named } = message;
    // The parent's line may be damaged; what came before it takes its place.
    const parent = named === undefined || this.#parents.has(named) ? named : this.#head;
    this.#parents.set(id, { turn, ...(parent !== undefined && { parent }) });
    this.#head = id;
    if (role === "assistant") return this.#answer(message, seq);
    const results = content.filter((block) => block.type === "tool_result");
    for (const block of results) {
      const text = typeof block.content === "string" ? block.content : textOf(block.content);
      this.#late(block.tool_use_id as ToolCallId, unfenced(text), block.is_error === true);
    }
    if (results.length > 0 || message.by !== undefined) return;
    this.#steps.push({ ...this.#common(message, seq), kind: "prompt", name: "you", text: textOf(content) });
  }

  #answer(message: MessageRecord, seq: number): void {
    const { turn, content, incomplete, model } = message;
    const spent = this.#spent.get(turn);
    this.#spent.delete(turn);
    const { model: asked = "", failure: _failure, ...figures } = spent ?? {};
    this.#steps.push({
      ...this.#common(message, seq),
      ...figures,
      kind: "answer",
      name: model?.id ?? asked,
      text: textOf(content),
      ...(incomplete && { failure: incomplete }),
    });
    for (const block of content) {
      if (block.type !== "tool_use") continue;
      this.#tools.set(block.id as ToolCallId, this.#steps.length);
      const input = typeof block.input === "string" ? block.input : JSON.stringify(block.input, null, 2);
      this.#steps.push({ ...this.#common(message, seq), kind: "tool", name: block.name, text: "", input });
    }
  }

  #common({ id, turn, inherited }: MessageRecord, seq: number) {
    return { message: id, turn, seq, inherited: inherited !== undefined };
  }

  #response(data: ResponseRecord): void {
    const before = this.#spent.get(data.turn);
    this.#spent.set(data.turn, {
      usage: addUsage(before?.usage ?? NO_USAGE, data.usage),
      cost: addCost(before?.cost ?? NO_COST, data.cost),
      duration: ms((before?.duration ?? 0) + data.duration),
      attempts: (before?.attempts ?? 0) + 1,
      model: data.model.id,
      ...(!data.ok && { failure: data.failure }),
    });
  }

  #tool({ call, text, isError, failure, duration }: ToolRecord, seq: number): void {
    this.#change(call, {
      text: unfenced(text),
      seq,
      duration,
      ...(isError && { failure: failure ?? "tool_error" }),
    });
  }

  /** A result without a line of its own: an inherited one, or what an interrupted call was answered with. */
  #late(call: ToolCallId, text: string, isError: boolean): void {
    const step = this.#steps[this.#tools.get(call) ?? -1];
    if (step?.duration !== undefined) return;
    this.#change(call, { text, ...(isError && { failure: "tool_error" }) });
  }

  #change(call: ToolCallId, news: Partial<ComparedStep>): void {
    const at = this.#tools.get(call);
    const step = at === undefined ? undefined : this.#steps[at];
    if (at !== undefined && step !== undefined) this.#steps[at] = { ...step, ...news };
  }

  #decision(decision: Decision, seq: number, at: EpochMs): void {
    if (decision.safeguard === "approval") {
      if (decision.verdict !== "ask") this.#change(decision.call, { approval: approvalAnswer(decision) });
      return;
    }
    const notice = noticeOf(decision, at);
    if (notice === undefined) return;
    const { turn, safeguard, verdict } = decision;
    const name = `${safeguard.replaceAll("_", " ")}: ${verdict}`;
    this.#steps.push({ kind: "safeguard", name, safeguard, text: notice.text, turn, seq, inherited: false });
  }

  #span(span: SpanRecord, seq: number): void {
    if (span.phase === "started" && span.attributes[ATTR.operation] === "invoke_agent") {
      this.#roots.set(span.spanId, { turn: span.attributes[ATTR.turn] as TurnId, start: span.start });
      this.#outcome = "running";
    }
    const root = this.#roots.get(span.spanId);
    if (span.phase === "ended" && root !== undefined) this.#ended(span, root, seq);
  }

  #ended(
    span: Extract<SpanRecord, { phase: "ended" }>,
    { turn, start }: { readonly turn: TurnId; readonly start: EpochMs },
    seq: number,
  ): void {
    const unanswered = this.#spent.get(turn);
    this.#spent.delete(turn);
    const common = { turn, seq, inherited: false };
    if (unanswered !== undefined) {
      const { model: name, ...figures } = unanswered;
      this.#steps.push({ ...common, ...figures, kind: "answer", name, text: "" });
    }
    this.#outcome = outcomeOf(span);
    const text = span.status.message ?? "";
    this.#steps.push({ ...common, kind: "end", name: this.#outcome, text, duration: ms(span.end - start) });
  }

  #path() {
    const messages = new Set<MessageId>();
    const turns = new Set<TurnId>();
    for (let id = this.#head; id !== undefined && !messages.has(id);) {
      const message = this.#parents.get(id);
      if (message === undefined) break;
      messages.add(id);
      turns.add(message.turn);
      id = message.parent;
    }
    for (const [turn, after] of this.#continued) if (messages.has(after)) turns.add(turn);
    return { messages, turns };
  }
}

function outcomeOf(span: Extract<SpanRecord, { phase: "ended" }>): Outcome {
  if (span.attributes[ATTR.interrupted] === true) return "interrupted";
  if (span.status.code !== "error") return "done";
  const failure = span.attributes[ATTR.errorType];
  if (failure === "cancelled") return "stopped";
  return isFailureClass(failure) ? failure : "internal";
}

const textOf = (content: readonly ContentBlock[]): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n\n");
