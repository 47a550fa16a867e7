import type {
  OtlpEvent,
  OtlpKeyValue,
  OtlpLogRecord,
  OtlpResourceSpans,
  OtlpScope,
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

type Redact = (text: string) => string;

/** What is kept of what comes, and how a text is freed from its secrets. */
export interface Keeping {
  readonly content: ReceivedContent;
  readonly redact: Redact;
}

/** Spans as they may be written. What stays as it came is not copied: most of it does, and copies cost more than looking. */
export function keep(
  groups: readonly OtlpResourceSpans[],
  content: ReceivedContent,
  redact: Redact,
): readonly OtlpResourceSpans[] {
  if (content === "on") return groups;
  return mapChanged(groups, (group) => {
    const resource = group.resource && keepPairs(group.resource, content, redact);
    const scopeSpans = mapChanged(group.scopeSpans, (scoped) => {
      const spans = mapChanged(scoped.spans, (span) => keepSpan(span, content, redact));
      const scope = scoped.scope && keepScope(scoped.scope, content, redact);
      return spans === scoped.spans && scope === scoped.scope ? scoped : { ...(scope && { scope }), spans };
    });
    if (resource === group.resource && scopeSpans === group.scopeSpans) return group;
    return { ...(resource && { resource }), scopeSpans };
  });
}

/** Log records as they may be written: as `keep` does with the events of spans. */
export function keepLogs(
  logs: readonly OtlpLogRecord[],
  content: ReceivedContent,
  redact: Redact,
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

function keepScope(scope: OtlpScope, content: ReceivedContent, redact: Redact): OtlpScope {
  const kept = keepPairs(scope, content, redact);
  const name = scope.name && redact(scope.name);
  const version = scope.version && redact(scope.version);
  if (name === scope.name && version === scope.version) return kept;
  return { ...kept, ...(name && { name }), ...(version && { version }) };
}

/** One span as it may be written. */
export function keepSpan(span: OtlpSpan, content: ReceivedContent, redact: Redact): OtlpSpan {
  const kept = keepPairs(span, content, redact);
  const name = redact(span.name);
  const traceState = span.traceState && redact(span.traceState);
  const events = span.events && keepEvents(span.events, content, redact);
  const links = span.links && mapChanged(span.links, (link) => keepPairs(link, content, redact));
  const status = span.status && keepStatus(span.status, redact);
  if (
    name === span.name &&
    traceState === span.traceState &&
    events === span.events &&
    links === span.links &&
    status === span.status
  )
    return kept;
  return {
    ...kept,
    name,
    ...(traceState && { traceState }),
    ...(events && { events }),
    ...(links && { links }),
    ...(status && { status }),
  };
}

function keepStatus(
  status: NonNullable<OtlpSpan["status"]>,
  redact: Redact,
): NonNullable<OtlpSpan["status"]> {
  const message = status.message && redact(status.message);
  return message === status.message ? status : { ...status, ...(message && { message }) };
}

const keepEvents = (
  events: readonly OtlpEvent[],
  content: ReceivedContent,
  redact: Redact,
): readonly OtlpEvent[] =>
  mapChanged(content === "off" ? where(events, ({ name }) => !CONTENT_EVENT.test(name)) : events, (event) => {
    const kept = keepPairs(event, content, redact);
    const name = redact(event.name);
    return name === event.name ? kept : { ...kept, name };
  });

/** Whatever has attributes. */
function keepPairs<T extends { readonly attributes?: readonly OtlpKeyValue[] }>(
  holder: T,
  content: ReceivedContent,
  redact: Redact,
): T {
  if (holder.attributes === undefined) return holder;
  const attributes = pairs(holder.attributes, content, redact);
  return attributes === holder.attributes ? holder : { ...holder, attributes };
}

/** Attributes as they may be written. */
export const pairs = (
  list: readonly OtlpKeyValue[],
  content: ReceivedContent,
  redact: Redact,
): readonly OtlpKeyValue[] =>
  mapChanged(content === "off" ? where(list, ({ key }) => !CONTENT.test(key)) : list, (pair) => {
    const value = redactValue(pair.value, redact);
    return value === pair.value ? pair : { key: pair.key, value };
  });

/** The items that fit; the same list where all do. */
const where = <T>(list: readonly T[], fits: (item: T) => boolean): readonly T[] =>
  list.every(fits) ? list : list.filter(fits);

/** The same list where nothing changed. */
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
