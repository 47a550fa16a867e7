import type {
  OtlpEvent,
  OtlpKeyValue,
  OtlpLogRecord,
  OtlpResourceSpans,
  OtlpSpan,
  OtlpValue,
} from "../core/otlp.ts";

/**
 * What of received content is written: all of it, with secrets taken out of every text (`redacted`, the default),
 * or without what was said (`off`). `on` writes it as it came.
 */
export type ReceivedContent = "on" | "redacted" | "off";

/** Attributes that hold what was said, in any dialect. */
const CONTENT =
  /^(?:gen_ai\.(?:input\.messages|output\.messages|system_instructions|tool\.call\.(?:arguments|result)|prompt|completion|content)|llm\.(?:input_messages|output_messages|prompts|completions|prompt_template)|(?:input|output)\.(?:value|preview)|traceloop\.entity\.(?:input|output)|ai\.(?:prompt|response\.(?:text|toolCalls|object|reasoning)|result|toolCall\.(?:args|result)|value|embedding)|langfuse\.observation\.(?:input|output)|pydantic_ai\.all_messages|all_messages_events|final_result|tool_arguments|tool_response|events|retrieval\.documents|document\.content)(?:\.|$)/;

/** Whether an attribute holds what was said, in any dialect. */
export const isContent = (name: string): boolean => CONTENT.test(name);

const CONTENT_EVENT =
  /^gen_ai\.(?:system|user|assistant|tool)\.message$|^gen_ai\.(?:choice|content|client\.inference)/;

/** Spans as they may be written. */
export function keep(
  groups: readonly OtlpResourceSpans[],
  content: ReceivedContent,
  redact: (text: string) => string,
): readonly OtlpResourceSpans[] {
  if (content === "on") return groups;
  return groups.map(({ resource, scopeSpans }) => ({
    ...(resource && { resource: { attributes: pairs(resource.attributes, content, redact) } }),
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      ...(scope && { scope }),
      spans: spans.map((span) => keepSpan(span, content, redact)),
    })),
  }));
}

/** Log records as they may be written: as `keep` does with the events of spans. */
export function keepLogs(
  logs: readonly OtlpLogRecord[],
  content: ReceivedContent,
  redact: (text: string) => string,
): readonly OtlpLogRecord[] {
  if (content === "on") return logs;
  return logs
    .filter(({ eventName }) => content !== "off" || !CONTENT_EVENT.test(eventName))
    .map(({ attributes, body, ...log }) => ({
      ...log,
      ...(attributes && { attributes: pairs(attributes, content, redact) }),
      ...(body && { body: redactValue(body, redact) }),
    }));
}

type Redact = (text: string) => string;

function keepSpan(span: OtlpSpan, content: ReceivedContent, redact: Redact): OtlpSpan {
  const { name, attributes, events, links, status } = span;
  return {
    ...span,
    name: redact(name),
    ...(attributes && { attributes: pairs(attributes, content, redact) }),
    ...(events && { events: keepEvents(events, content, redact) }),
    ...(links && {
      links: links.map((link) => ({
        ...link,
        ...(link.attributes && { attributes: pairs(link.attributes, content, redact) }),
      })),
    }),
    ...(status?.message && { status: { ...status, message: redact(status.message) } }),
  };
}

const keepEvents = (
  events: readonly OtlpEvent[],
  content: ReceivedContent,
  redact: Redact,
): readonly OtlpEvent[] =>
  events
    .filter(({ name }) => content !== "off" || !CONTENT_EVENT.test(name))
    .map((event) => ({
      ...event,
      ...(event.attributes && { attributes: pairs(event.attributes, content, redact) }),
    }));

const pairs = (
  list: readonly OtlpKeyValue[] = [],
  content: ReceivedContent,
  redact: Redact,
): readonly OtlpKeyValue[] => {
  const kept = content === "off" ? list.filter(({ key }) => !CONTENT.test(key)) : list;
  return mapChanged(kept, (pair) => {
    const value = redactValue(pair.value, redact);
    return value === pair.value ? pair : { key: pair.key, value };
  });
};

/** The same list where nothing changed: most texts hold no secret, and copies cost more than looking. */
function mapChanged<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const item = list[at]!;
    const other = change(item);
    if (other === item) continue;
    changed ??= [...list];
    changed[at] = other;
  }
  return changed ?? list;
}

function redactValue(value: OtlpValue, redact: Redact): OtlpValue {
  if (value.stringValue !== undefined) {
    const stringValue = redact(value.stringValue);
    return stringValue === value.stringValue ? value : { stringValue };
  }
  if (value.arrayValue !== undefined) {
    const values = mapChanged(value.arrayValue.values, (each) => redactValue(each, redact));
    return values === value.arrayValue.values ? value : { arrayValue: { values } };
  }
  if (value.kvlistValue !== undefined) {
    const values = mapChanged(value.kvlistValue.values, (pair) => {
      const inner = redactValue(pair.value, redact);
      return inner === pair.value ? pair : { key: pair.key, value: inner };
    });
    return values === value.kvlistValue.values ? value : { kvlistValue: { values } };
  }
  return value;
}
