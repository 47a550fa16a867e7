import { ATTR } from "../core/attributes.ts";
import type { FailureClass } from "../core/failure.ts";
import type { MessageId, SpanId, TraceId, TurnId } from "../core/ids.ts";
import type { Decision } from "../core/decisions.ts";
import type {
  MessageRecord,
  RecordedLine,
  RequestRecord,
  ResponseRecord,
  SpanRecord,
  ToolRecord,
} from "../core/lines.ts";
import type { ContentBlock } from "../core/model.ts";
import type { Span, SpanContext } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import { SpanFold } from "./spans.ts";

/** What is shown of one span when a person looks at it: its payload, and what else was recorded of it. */
export interface SpanDetails {
  readonly span: Span;
  /** The HTTP attempts of a model call in order, or the attempt itself. */
  readonly attempts: readonly AttemptDetails[];
  readonly tool?: ToolDetails;
  /** What safeguards decided here. */
  readonly decisions: readonly { readonly at: EpochMs; readonly decision: Decision }[];
  /** Whether `SpanMessages` can be asked for. */
  readonly hasMessages: boolean;
}

export interface AttemptDetails {
  readonly request: RequestRecord;
  /** Absent while it runs, and where the process ended before it did. */
  readonly response?: ResponseRecord;
}

export type ToolDetails = Pick<
  ToolRecord,
  "name" | "title" | "input" | "text" | "isError" | "failure" | "changes"
> & {
  /** Size of the whole output, where `text` is a part of it. */
  readonly fullBytes?: number;
};

/** A model call's messages as they were sent and answered; of a turn, the prompt and the last answer. */
export interface SpanMessages {
  readonly system: readonly string[];
  /** Names of the tools that were offered. */
  readonly tools: readonly string[];
  readonly sent: readonly ShownMessage[];
  /** Empty where nothing was answered, or not yet; several where the model was asked for alternatives. */
  readonly answers: readonly ShownMessage[];
}

export interface ShownMessage {
  /** `user` or `assistant`; a received span may name others, such as `system` and `tool`. */
  readonly role: string;
  readonly content: readonly ContentBlock[];
  readonly incomplete?: FailureClass;
  /** Why a received span's model stopped, in the sender's words. */
  readonly finish?: string;
}

/**
 * Picks what concerns one span out of its session's lines. Takes them in their order; keeps references
 * only, so that it can run over a recording that is read from disk.
 */
export class SpanDetailsFold {
  readonly #trace: TraceId;
  readonly #id: SpanId;
  readonly #fold = new SpanFold();
  #span: Span | undefined;
  /** The span itself and its attempts: those whose requests are its own. */
  readonly #ids: Set<SpanId>;
  readonly #requests = new Map<string, RequestRecord>();
  readonly #responses = new Map<string, ResponseRecord>();
  readonly #decisions: { readonly at: EpochMs; readonly decision: Decision }[] = [];
  #tool: ToolDetails | undefined;
  readonly #messages = new Map<MessageId, MessageRecord>();
  #prefix: Pick<SpanMessages, "system" | "tools"> = { system: [], tools: [] };

  constructor({ traceId, spanId }: SpanContext) {
    this.#trace = traceId;
    this.#id = spanId;
    this.#ids = new Set([spanId]);
  }

  take(line: RecordedLine): void {
    switch (line.type) {
      case "session":
        this.#prefix = {
          system: line.data.system.map(({ text }) => text),
          tools: line.data.tools.map(({ name }) => name),
        };
        return;
      case "message":
        this.#messages.set(line.data.id, line.data);
        return;
      case "request":
        if (this.#concerns(line.data.span)) this.#requests.set(line.data.request, line.data);
        return;
      case "response":
        if (this.#concerns(line.data.span)) this.#responses.set(line.data.request, line.data);
        return;
      case "tool":
        if (this.#concerns(line.data.span)) this.#tool = toolDetails(line.data);
        return;
      case "decision":
        if (line.data.span && this.#concerns(line.data.span)) {
          this.#decisions.push({ at: line.wall, decision: line.data });
        }
        return;
      case "span":
        this.#takeSpan(line.data);
        return;
      case "input":
        return;
    }
  }

  /** Undefined where no line is the span's. */
  details(): SpanDetails | undefined {
    if (this.#span === undefined) return undefined;
    return {
      span: this.#span,
      attempts: this.#attempts(),
      ...(this.#tool && { tool: this.#tool }),
      decisions: this.#decisions,
      hasMessages: this.#requests.size > 0 || this.#turn !== undefined,
    };
  }

  messages(): SpanMessages {
    const last = [...this.#requests.values()].at(-1);
    if (last === undefined) return { ...this.#prefix, ...this.#turnMessages() };
    const sent = last.messages.flatMap((id) => this.#messages.get(id) ?? []);
    const answer = this.#answerTo(last.messages.at(-1), last.turn);
    return { ...this.#prefix, sent: sent.map(shown), answers: answer ? [shown(answer)] : [] };
  }

  /** The turn whose root the span is. */
  get #turn(): TurnId | undefined {
    return this.#span?.attributes[ATTR.turn] as TurnId | undefined;
  }

  #concerns({ traceId, spanId }: SpanContext): boolean {
    return traceId === this.#trace && this.#ids.has(spanId);
  }

  #takeSpan(record: SpanRecord): void {
    if (record.traceId !== this.#trace) return;
    if (record.spanId === this.#id) this.#span = this.#fold.take(record);
    else if (
      record.phase === "started" &&
      record.parentId === this.#id &&
      ATTR.attempt in record.attributes
    ) {
      this.#ids.add(record.spanId);
    }
  }

  #attempts(): readonly AttemptDetails[] {
    return [...this.#requests.values()].map((request) => {
      const response = this.#responses.get(request.request);
      return { request, ...(response && { response }) };
    });
  }

  #answerTo(parent: MessageId | undefined, turn: TurnId): MessageRecord | undefined {
    for (const message of this.#messages.values()) {
      if (message.role === "assistant" && message.parent === parent && message.turn === turn) return message;
    }
    return undefined;
  }

  #turnMessages(): Pick<SpanMessages, "sent" | "answers"> {
    const ofTurn = [...this.#messages.values()].filter(({ turn }) => turn === this.#turn);
    const prompt = ofTurn.find(isPrompt);
    const answer = ofTurn.findLast(({ role }) => role === "assistant");
    return { sent: prompt ? [shown(prompt)] : [], answers: answer ? [shown(answer)] : [] };
  }
}

const isPrompt = ({ role, by, content }: MessageRecord): boolean =>
  role === "user" && by === undefined && content.some(({ type }) => type === "text");

const toolDetails = ({
  name,
  title,
  input,
  text,
  isError,
  failure,
  changes,
  full,
}: ToolRecord): ToolDetails => ({
  name,
  title,
  input,
  text,
  isError,
  ...(failure && { failure }),
  ...(changes && { changes }),
  ...(full && { fullBytes: full.bytes }),
});

const shown = ({ role, content, incomplete }: MessageRecord): ShownMessage => ({
  role,
  content,
  ...(incomplete && { incomplete }),
});
