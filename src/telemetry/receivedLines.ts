import { ATTR } from "../core/attributes.ts";
import { isFailureClass } from "../core/failure.ts";
import type { RequestId, SessionId } from "../core/ids.ts";
import type { LineBody, ModelRef, RecordedLine, SpanRecord } from "../core/lines.ts";
import type { Attributes, Span } from "../core/telemetry.ts";
import { epochMs, ms, nanoUsd, type EpochMs } from "../core/units.ts";
import { NO_USAGE, type Cost, type Metering, type Usage } from "../core/usage.ts";
import { messagesOf, toolOf, type ReceivedMessages } from "./normalise/messages.ts";
import { isInference, momentsOf, SpanPlaces } from "./receivedMoments.ts";
import { ReceivedTalk } from "./receivedTalk.ts";

/**
 * A received trace as the lines that a session of ours would have recorded: what its spans say was sent,
 * answered and run, in the order of time. So one play-back serves both. Nothing of it is ever written.
 */
export function receivedLines(spans: readonly Span[], title: string): readonly RecordedLine[] {
  const lines: RecordedLine[] = [];
  let now: EpochMs = spans.reduce((first, { start }) => epochMs(Math.min(first, start)), epochMs(Infinity));
  const begin = now;
  const add = (body: LineBody): void =>
    void lines.push({ ...body, seq: lines.length, wall: now, mono: ms(now - begin) });
  const places = new SpanPlaces(spans);
  const said = saidBy(spans);
  const talk = new ReceivedTalk(add, said.values());
  add(header(spans, title));
  for (const { at, span, phase } of momentsOf(spans, places)) {
    now = at;
    if (phase === "start") {
      add({ type: "span", data: started(span) });
      const messages = said.get(span);
      if (messages !== undefined) talk.sent(span, messages);
      continue;
    }
    const messages = said.get(span);
    if (messages !== undefined) talk.answered(span, messages);
    if (isInference(span) && !places.liesInInference(span)) add(response(span, talk.turn));
    const tool = toolOf(span);
    if (tool !== undefined) talk.ran(span, tool);
    if (span.end !== undefined) add({ type: "span", data: ended(span, span.end) });
  }
  return lines;
}

/** What each model call says; where none says anything, what the spans around them say. */
function saidBy(spans: readonly Span[]): ReadonlyMap<Span, ReceivedMessages> {
  const all = new Map<Span, ReceivedMessages>();
  for (const span of spans) {
    const messages = span.attributes[ATTR.operation] === "execute_tool" ? undefined : messagesOf(span);
    if (messages !== undefined) all.set(span, messages);
  }
  const calls = new Map([...all].filter(([span]) => isInference(span)));
  return calls.size > 0 ? calls : all;
}

function header(spans: readonly Span[], title: string): LineBody {
  const one = (name: string): string =>
    text(spans.find(({ attributes }) => attributes[name] !== undefined)?.attributes[name]);
  return {
    type: "session",
    data: {
      id: (one(ATTR.conversation) || spans[0]?.traceId || "") as SessionId,
      engine: "",
      title,
      agent: { name: one(ATTR.agentName) || one("resource.service.name"), text: "" },
      model: modelOf(spans.find(isInference)?.attributes ?? {}),
      system: [],
      tools: [],
      settings: {},
      prices: "",
      zone: "UTC",
      platform: "",
      roots: [],
    },
  };
}

/** Ids that mean something to a session of ours would be taken for one. */
function foreign({ [ATTR.turn]: _turn, [ATTR.toolCallId]: _call, ...attributes }: Attributes): Attributes {
  return attributes;
}

const started = ({ traceId, spanId, parentId, name, kind, start, attributes }: Span): SpanRecord => ({
  phase: "started",
  traceId,
  spanId,
  ...(parentId && { parentId }),
  name,
  kind,
  start,
  attributes: foreign(attributes),
});

const ended = ({ traceId, spanId, status }: Span, end: EpochMs): SpanRecord => ({
  phase: "ended",
  traceId,
  spanId,
  end,
  status,
  attributes: {},
});

function response(span: Span, turn: ReceivedTalk["turn"]): LineBody {
  const { traceId, spanId, attributes, status, start, end = start } = span;
  const model = modelOf(attributes);
  const usage = usageOf(attributes);
  const known = {
    request: spanId as string as RequestId,
    turn,
    span: { traceId, spanId },
    model,
    duration: ms(end - start),
    usage,
    cost: costOf(attributes),
    uncertain: false,
  };
  if (status.code !== "error")
    return {
      type: "response",
      data: {
        ...known,
        ok: true,
        response: {
          id: "",
          model: model.id,
          stopReason: "end_turn",
          rawUsage: {},
          rateLimit: {},
          chunks: [],
        },
      },
    };
  const type = attributes[ATTR.errorType];
  return {
    type: "response",
    data: {
      ...known,
      ok: false,
      failure: isFailureClass(type) ? type : "server_error",
      message: status.message ?? text(type),
      details: { stage: "unanswered" },
    },
  };
}

const modelOf = (attributes: Attributes): ModelRef => ({
  // Whose it is, the name says; this only tells it from a simulated one.
  provider: "anthropic",
  id: text(attributes[ATTR.responseModel]) || text(attributes[ATTR.requestModel]),
});

function usageOf(attributes: Attributes): Usage {
  const read = count(attributes[ATTR.cacheReadTokens]);
  const write = count(attributes[ATTR.cacheWriteTokens]);
  return {
    ...NO_USAGE,
    input: Math.max(0, count(attributes[ATTR.inputTokens]) - read - write),
    cacheRead: read,
    cacheWrite5m: write,
    output: count(attributes[ATTR.outputTokens]),
  };
}

const costOf = (attributes: Attributes): Cost => ({
  metering: (attributes[ATTR.metering] as Metering | undefined) ?? "not_metered",
  nanoUsd: nanoUsd(count(attributes[ATTR.costNanoUsd])),
});

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number => (typeof value === "number" && value >= 0 ? value : 0);
