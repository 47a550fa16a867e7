import { ATTR } from "../core/attributes.ts";
import type { ModelRef, RecordedLine } from "../core/lines.ts";
import { taintsText, type Taint } from "../core/untrusted.ts";
import type { LeftOut } from "../core/view.ts";
import {
  addCost,
  addUsage,
  NO_COST,
  NO_USAGE,
  promptTokens,
  type CostSum,
  type Usage,
} from "../core/usage.ts";

/** What a session amounts to so far. */
export interface SessionStatus {
  readonly title: string;
  readonly agent: string;
  readonly model: ModelRef;
  readonly running: boolean;
  /** MCP servers that are starting and for which the turn waits; absent where it waits for none. */
  readonly waitingFor?: readonly string[];
  /** Of the turn that runs, or ran last. */
  readonly turnCost: CostSum;
  readonly sessionCost: CostSum;
  readonly usage: Usage;
  /** Tokens in the context after the last answer, and how many fit. */
  readonly contextTokens: number;
  readonly contextWindow: number;
  /** What of the conversation the model was not sent last; absent where it got all. */
  readonly left?: LeftOut | undefined;
  /** Untrusted text that it has read and that the person has not called harmless, as a phrase. */
  readonly taint?: string | undefined;
}

/** Folds a session's lines into what its header shows. */
export class StatusFold {
  #status: SessionStatus;
  /** A request beside the conversation, such as for a summary: it says nothing of the context. */
  #aside: string | undefined;
  #taint: readonly Taint[] = [];
  /** The span of the turn that runs, or ran last. */
  #root: string | undefined;

  constructor(start: Pick<SessionStatus, "title" | "agent" | "model" | "contextWindow">) {
    this.#status = {
      ...start,
      running: false,
      turnCost: NO_COST,
      sessionCost: NO_COST,
      usage: NO_USAGE,
      contextTokens: 0,
    };
  }

  get status(): SessionStatus {
    return this.#status;
  }

  /** Whether the line changed anything. */
  take(line: RecordedLine): boolean {
    const news = this.#news(line);
    if (news === undefined) return false;
    this.#status = { ...this.#status, ...news };
    return true;
  }

  #news(line: RecordedLine): Partial<SessionStatus> | undefined {
    switch (line.type) {
      case "session":
        this.#taint = line.data.taint ?? [];
        return {
          title: line.data.title,
          agent: line.data.agent.name,
          model: line.data.model,
          ...this.#tainted(),
        };
      case "input":
        if (line.data.act === "clear_taint") {
          this.#taint = [];
          return this.#tainted();
        }
        if (line.data.act === "rename") return { title: line.data.title };
        return line.data.act === "model" ? { model: line.data.model } : undefined;
      case "response": {
        const { usage, cost, ok, request } = line.data;
        return {
          usage: addUsage(this.#status.usage, usage),
          turnCost: addCost(this.#status.turnCost, cost),
          sessionCost: addCost(this.#status.sessionCost, cost),
          ...(ok && request !== this.#aside && { contextTokens: promptTokens(usage) + usage.output }),
        };
      }
      case "span":
        if (line.data.phase === "event" || !isRoot(line.data, this.#root)) return undefined;
        if (line.data.phase === "ended") return { running: false };
        this.#root = line.data.spanId;
        return { running: true, turnCost: NO_COST };
      case "request": {
        const { messages, view, request } = line.data;
        if (messages.length === 0) this.#aside = request;
        return messages.length === 0 || view?.left === this.#status.left ? undefined : { left: view?.left };
      }
      case "decision":
        if (line.data.safeguard !== "injection" || line.data.verdict !== "taint") return undefined;
        this.#taint = [...this.#taint, line.data.source];
        return this.#tainted();
      case "message":
      case "tool":
        return undefined;
    }
  }

  #tainted(): Pick<SessionStatus, "taint"> {
    return { taint: this.#taint.length === 0 ? undefined : taintsText(this.#taint) };
  }
}

type SpanLine = Extract<RecordedLine, { type: "span" }>["data"];

const isRoot = (span: Exclude<SpanLine, { phase: "event" }>, running: string | undefined): boolean =>
  span.phase === "started" ? span.attributes[ATTR.operation] === "invoke_agent" : span.spanId === running;
