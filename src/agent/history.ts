import type { RequestId, SpanId, ToolCallId } from "../core/ids.ts";
import type { Decision } from "../core/decisions.ts";
import type {
  ModelRef,
  PersonInput,
  RecordedLine,
  RequestRecord,
  ResponseRecord,
  SessionHeader,
  TurnWorld,
} from "../core/lines.ts";
import type { ToolResultBlock } from "../core/model.ts";
import type { SpanContext } from "../core/telemetry.ts";
import type { EpochMs, NanoUsd } from "../core/units.ts";
import type { Taint } from "../core/untrusted.ts";
import type { HistoryView } from "../core/view.ts";
import { Conversation } from "./conversation.ts";

/** A request whose response line is missing: its process ended before the answer did. */
export interface OpenRequest {
  readonly record: RequestRecord;
  /** What the ledger holds for it; absent where nothing was reserved. */
  readonly reserved?: NanoUsd;
}

/** What a request cost, as the recording has it. */
export interface RecordedBill {
  readonly amount: NanoUsd;
  readonly uncertain: boolean;
}

/** What a session needs of its past to go on: a fold over its lines. */
export class History {
  readonly conversation = new Conversation();
  readonly openSpans = new Map<SpanId, SpanContext>();
  readonly openRequests = new Map<RequestId, OpenRequest>();
  readonly bills = new Map<RequestId, RecordedBill>();
  /** What of the history each model was sent last, by its id; none where that was all. */
  readonly views = new Map<string, HistoryView>();
  header: SessionHeader | undefined;
  /** When the recording began. */
  since: EpochMs | undefined;
  title = "";
  model: ModelRef | undefined;
  nextSeq = 0;
  /** Lines are missing, so what is not known may have happened all the same. */
  incomplete = false;
  nextPlaceholder = 1;
  /** Sources of untrusted text that the person has not called harmless. */
  taint: readonly Taint[] = [];
  /** Effective values as they were recorded last. */
  settings: Readonly<Record<string, unknown>> = {};
  /** The agent's file as the last turn had it. */
  agentText: string | undefined;
  readonly #reserved = new Map<RequestId, NanoUsd>();
  /** Of calls whose results no message holds yet. */
  readonly #results = new Map<ToolCallId, ToolResultBlock>();

  take(line: RecordedLine): void {
    if (line.seq > this.nextSeq) this.incomplete = true;
    this.nextSeq = line.seq + 1;
    this.since ??= line.wall;
    switch (line.type) {
      case "session":
        this.header = line.data;
        this.title = line.data.title;
        this.model = line.data.model;
        this.taint = line.data.taint ?? [];
        this.nextPlaceholder = 1;
        this.#skipPlaceholders(textsOf(line.data));
        this.settings = line.data.settings;
        this.agentText = line.data.agent.text;
        return;
      case "message":
        this.conversation.add(line.data);
        if (line.data.inherited !== undefined) this.#skipPlaceholders(JSON.stringify(line.data.content));
        for (const block of line.data.content) {
          if (block.type === "tool_result") this.#results.delete(block.tool_use_id as ToolCallId);
        }
        return;
      case "request":
        this.#open(line.data);
        return;
      case "response":
        this.#billed(line.data);
        return;
      case "tool":
        this.#results.set(line.data.call, {
          type: "tool_result",
          tool_use_id: line.data.call,
          content: line.data.text,
          ...(line.data.isError && { is_error: true }),
        });
        return;
      case "decision":
        this.#decision(line.data);
        return;
      case "input":
        this.#input(line.data);
        return;
      case "span":
        if (line.data.phase === "started") this.openSpans.set(line.data.spanId, line.data);
        if (line.data.phase === "ended") this.openSpans.delete(line.data.spanId);
        return;
    }
  }

  /**
   * Results for the tool calls at the head that have none in the conversation: the recorded one where
   * the tool had finished, else an honest statement. Empty where nothing is pending.
   */
  pendingResults(): readonly ToolResultBlock[] {
    const last = this.conversation.path().at(-1);
    if (last?.role !== "assistant" || last.incomplete !== undefined) return [];
    const uses = last.content.filter((block) => block.type === "tool_use");
    return uses.map(({ id }) => this.#results.get(id as ToolCallId) ?? interrupted(id));
  }

  /** A later secret gets another number than one in this text. */
  #skipPlaceholders(text: string): void {
    this.nextPlaceholder = Math.max(this.nextPlaceholder, 1 + lastPlaceholder(text));
  }

  #input(input: PersonInput): void {
    switch (input.act) {
      case "rename":
        this.title = input.title;
        return;
      case "model":
        this.model = input.model;
        return;
      case "clear_taint":
        this.taint = [];
        return;
      case "switch":
        this.conversation.moveTo(input.head);
        return;
      case "continue":
        this.conversation.moveTo(input.message);
        this.#turnBegins(input);
        return;
      case "prompt":
      case "edit":
      case "retry":
        this.#turnBegins(input);
        return;
      case "stop":
      case "skip_wait":
      case "undo":
        return;
    }
  }

  #turnBegins({ settings, agentText }: TurnWorld): void {
    this.settings = { ...this.settings, ...settings };
    this.agentText = agentText ?? this.agentText;
  }

  #open(record: RequestRecord): void {
    if (record.view !== undefined) this.views.set(record.model.id, record.view);
    const reserved = this.#reserved.get(record.request);
    this.openRequests.set(record.request, { record, ...(reserved !== undefined && { reserved }) });
  }

  #billed({ request, cost, uncertain }: ResponseRecord): void {
    this.openRequests.delete(request);
    this.#reserved.delete(request);
    this.bills.set(request, { amount: cost.nanoUsd, uncertain });
  }

  #decision(decision: Decision): void {
    if (decision.safeguard === "budget" && decision.verdict === "reserve") {
      this.#reserved.set(decision.request, decision.nanoUsd);
    }
    if (decision.safeguard === "injection" && decision.verdict === "taint") {
      this.taint = [...this.taint, decision.source];
    }
    if (decision.safeguard === "secrets") this.nextPlaceholder += decision.count;
  }
}

/** The texts of a header that a redactor looked through. */
const textsOf = ({ system, tools, agent }: SessionHeader): string =>
  [...system.map(({ text }) => text), JSON.stringify(tools), agent.text].join("\n");

/** The highest number of a redactor's placeholder in a text; 0 where there is none. */
const lastPlaceholder = (text: string): number =>
  Math.max(0, ...Array.from(text.matchAll(/\[secret:[a-z0-9-]+:(\d+)\]/g), ([, number]) => Number(number)));

const interrupted = (id: string): ToolResultBlock => ({
  type: "tool_result",
  tool_use_id: id,
  content:
    "The run was interrupted before this tool finished. It may or may not have taken effect: check before you repeat it.",
  is_error: true,
});
