import { ATTR } from "../../core/attributes.ts";
import type { Ids, MessageId, RequestId, SessionId, SpanId, TraceId, TurnId } from "../../core/ids.ts";
import type { Decision } from "../../core/decisions.ts";
import type { LineBody, MessageRecord, PersonInput, RequestRecord, SpanRecord } from "../../core/lines.ts";
import type { Attributes, SpanContext } from "../../core/telemetry.ts";
import type { HistoryView } from "../../core/view.ts";

/** Gives the ids of somebody else's recording ids of ours, each the same one wherever it stands. */
export class NewIds {
  readonly session: SessionId;
  readonly #ids: Ids;
  readonly #known = new Map<string, string>();

  constructor(ids: Ids) {
    this.#ids = ids;
    this.session = ids.session();
  }

  of(body: LineBody): LineBody {
    switch (body.type) {
      case "session":
        return { type: "session", data: { ...body.data, id: this.session } };
      case "message":
        return { type: "message", data: this.#message(body.data) };
      case "request":
        return { type: "request", data: this.#request(body.data) };
      case "response": {
        const { request, turn, span } = body.data;
        return {
          type: "response",
          data: {
            ...body.data,
            request: this.#requestId(request),
            turn: this.#turn(turn),
            span: this.#span(span),
          },
        };
      }
      case "tool":
        return {
          type: "tool",
          data: { ...body.data, turn: this.#turn(body.data.turn), span: this.#span(body.data.span) },
        };
      case "decision":
        return { type: "decision", data: this.#decision(body.data) };
      case "input":
        return { type: "input", data: this.#input(body.data) };
      case "span":
        return { type: "span", data: this.#spanRecord(body.data) };
    }
  }

  readonly #turn = (id: TurnId): TurnId => this.#new("turn", id, this.#ids.turn);
  readonly #messageId = (id: MessageId): MessageId => this.#new("message", id, this.#ids.message);
  readonly #requestId = (id: RequestId): RequestId => this.#new("request", id, this.#ids.request);

  #new<Id extends string>(kind: string, old: Id, mint: () => Id): Id {
    const key = `${kind} ${old}`;
    const known = this.#known.get(key);
    // What stands there was minted for this very kind.
    if (known !== undefined) return known as Id;
    const made = mint();
    this.#known.set(key, made);
    return made;
  }

  #span<Context extends SpanContext>(context: Context): Context {
    const traceId: TraceId = this.#new("trace", context.traceId, this.#ids.trace);
    const spanId: SpanId = this.#new("span", context.spanId, this.#ids.span);
    return { ...context, traceId, spanId };
  }

  #message({ inherited: _inherited, ...message }: MessageRecord): MessageRecord {
    const { id, turn, parent } = message;
    return {
      ...message,
      id: this.#messageId(id),
      turn: this.#turn(turn),
      ...(parent !== undefined && { parent: this.#messageId(parent) }),
    };
  }

  #request(data: RequestRecord): RequestRecord {
    const { request, turn, messages, view, changes, span } = data;
    return {
      ...data,
      request: this.#requestId(request),
      turn: this.#turn(turn),
      messages: messages.map(this.#messageId),
      span: this.#span(span),
      ...(view && { view: this.#view(view) }),
      ...(changes && {
        changes: changes.map((each) =>
          each.change === "thinking_removed" ? { ...each, from: each.from.map(this.#messageId) } : each,
        ),
      }),
    };
  }

  #view(view: HistoryView): HistoryView {
    const { head, gaps, stubsBefore, thinkingFrom, keepsThinkingOf } = view;
    return {
      ...view,
      head: this.#messageId(head),
      gaps: gaps.map(({ after, before }) => ({
        after: this.#messageId(after),
        before: this.#messageId(before),
      })),
      thinkingFrom: this.#messageId(thinkingFrom),
      ...(stubsBefore !== undefined && { stubsBefore: this.#messageId(stubsBefore) }),
      ...(keepsThinkingOf !== undefined && { keepsThinkingOf: this.#messageId(keepsThinkingOf) }),
    };
  }

  #decision(decision: Decision): Decision {
    const common = {
      turn: this.#turn(decision.turn),
      ...(decision.span && { span: this.#span(decision.span) }),
    };
    if (decision.safeguard === "budget" && "request" in decision)
      return { ...decision, ...common, request: this.#requestId(decision.request) };
    return { ...decision, ...common };
  }

  #input(input: PersonInput): PersonInput {
    switch (input.act) {
      case "prompt":
      case "edit":
      case "retry":
      case "continue":
        return { ...input, turn: this.#turn(input.turn), message: this.#messageId(input.message) };
      case "stop":
      case "skip_wait":
      case "undo":
        return { ...input, turn: this.#turn(input.turn) };
      case "switch":
        return { ...input, head: this.#messageId(input.head) };
      case "clear_taint":
      case "rename":
      case "model":
        return input;
    }
  }

  #spanRecord(record: SpanRecord): SpanRecord {
    const span = this.#span(record);
    switch (span.phase) {
      case "started": {
        const { parentId } = span;
        return {
          ...span,
          attributes: this.#attributes(span.attributes),
          ...(parentId !== undefined && { parentId: this.#new("span", parentId as SpanId, this.#ids.span) }),
        };
      }
      case "event":
        return { ...span, event: { ...span.event, attributes: this.#attributes(span.event.attributes) } };
      case "ended":
        return { ...span, attributes: this.#attributes(span.attributes) };
    }
  }

  #attributes(attributes: Attributes): Attributes {
    const turn = attributes[ATTR.turn];
    const request = attributes[ATTR.request];
    return {
      ...attributes,
      ...(attributes[ATTR.sessionId] !== undefined && { [ATTR.sessionId]: this.session }),
      ...(attributes[ATTR.conversation] !== undefined && { [ATTR.conversation]: this.session }),
      ...(typeof turn === "string" && { [ATTR.turn]: this.#turn(turn as TurnId) }),
      ...(typeof request === "string" && { [ATTR.request]: this.#requestId(request as RequestId) }),
    };
  }
}
