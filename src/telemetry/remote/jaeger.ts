import { isRecord, name, record, records, type Fields } from "../otlp/jsonValues.ts";

/**
 * Traces as Jaeger's query API and its UI's download have them, as OTLP in JSON. Source: jaeger-idl's `model/json` and
 * jaeger-ui's types: times in microseconds, tags with a type beside the value, processes beside the spans.
 */
export function jaegerToOtlp(value: unknown): Fields | undefined {
  const traces = tracesOf(value);
  if (traces === undefined) return undefined;
  return { resourceSpans: traces.flatMap(groupsOf) };
}

/** `{data: […]}`, a list of traces, or one. */
function tracesOf(value: unknown): readonly Fields[] | undefined {
  const list = isRecord(value) && Array.isArray(value["data"]) ? value["data"] : value;
  const traces = records(Array.isArray(list) ? list : [list]);
  return traces.length > 0 && traces.every(isTrace) ? traces : undefined;
}

const isTrace = (trace: Fields): boolean =>
  typeof trace["traceID"] === "string" && Array.isArray(trace["spans"]);

/** A group for each process and instrumentation. */
function groupsOf(trace: Fields): readonly Fields[] {
  const processes = record(trace["processes"]);
  const groups = new Map<
    string,
    { readonly process: Fields; readonly scope: Fields; readonly spans: Fields[] }
  >();
  for (const span of records(trace["spans"])) {
    const tags = records(span["tags"]);
    const scope = scopeOf(tags);
    const key = JSON.stringify([span["processID"], scope]);
    const known = groups.get(key);
    if (known !== undefined) known.spans.push(spanOf(span, tags));
    else {
      const process = record(span["process"] ?? processes[String(span["processID"])]);
      groups.set(key, { process, scope, spans: [spanOf(span, tags)] });
    }
  }
  return [...groups.values()].map(({ process, scope, spans }) => ({
    resource: {
      attributes: [
        { key: "service.name", value: { stringValue: name(process["serviceName"]) } },
        ...records(process["tags"]).map(attributeOf),
      ],
    },
    scopeSpans: [{ scope, spans }],
  }));
}

/** Tags in which Jaeger keeps what OTLP has in fields of its own. */
const SCOPE_NAMES = ["otel.scope.name", "otel.library.name"];
const SCOPE_VERSIONS = ["otel.scope.version", "otel.library.version"];
const OWN = new Set([
  ...SCOPE_NAMES,
  ...SCOPE_VERSIONS,
  "span.kind",
  "otel.status_code",
  "otel.status_description",
  "w3c.tracestate",
]);

const tagOf = (tags: readonly Fields[], keys: readonly string[]): unknown =>
  tags.find(({ key }) => keys.includes(String(key)))?.["value"];

function scopeOf(tags: readonly Fields[]): Fields {
  const [named, version] = [tagOf(tags, SCOPE_NAMES), tagOf(tags, SCOPE_VERSIONS)];
  return { ...(named !== undefined && { name: named }), ...(version !== undefined && { version }) };
}

function spanOf(span: Fields, tags: readonly Fields[]): Fields {
  const start = Number(span["startTime"]);
  const end = start + Math.max(0, Number(span["duration"]) || 0);
  const parent = parentOf(span);
  const traceState = tagOf(tags, ["w3c.tracestate"]);
  return {
    traceId: padded(span["traceID"], 32),
    spanId: padded(span["spanID"], 16),
    ...(parent !== undefined && { parentSpanId: padded(parent, 16) }),
    name: span["operationName"],
    kind: kindOf(tagOf(tags, ["span.kind"])),
    startTimeUnixNano: nanoOf(start),
    endTimeUnixNano: nanoOf(end),
    status: statusOf(tags),
    ...(typeof traceState === "string" && { traceState }),
    attributes: tags.filter(({ key }) => !OWN.has(String(key))).map(attributeOf),
    events: records(span["logs"]).map(eventOf),
    links: records(span["references"])
      .filter((reference) => reference["spanID"] !== parent)
      .map((link) => ({ traceId: padded(link["traceID"], 32), spanId: padded(link["spanID"], 16) })),
  };
}

/** The parent is the reference of the same trace that says so; older spans have a field. */
function parentOf(span: Fields): unknown {
  const references = records(span["references"]).filter(({ traceID }) => traceID === span["traceID"]);
  const parent = references.find(({ refType }) => refType === "CHILD_OF") ?? references[0];
  return parent?.["spanID"] ?? (span["parentSpanID"] || undefined);
}

function statusOf(tags: readonly Fields[]): Fields {
  const said = tagOf(tags, ["otel.status_code"]);
  const failed = said === "ERROR" || String(tagOf(tags, ["error"])) === "true";
  const message = tagOf(tags, ["otel.status_description"]);
  return { code: failed ? 2 : said === "OK" ? 1 : 0, ...(message !== undefined && { message }) };
}

function eventOf(log: Fields): Fields {
  const fields = records(log["fields"]);
  const event = tagOf(fields, ["event"]);
  return {
    timeUnixNano: nanoOf(Number(log["timestamp"])),
    name: typeof event === "string" ? event : "log",
    attributes: fields.filter(({ key }) => key !== "event").map(attributeOf),
  };
}

function attributeOf({ key, type, value }: Fields): Fields {
  return { key, value: valueOf((typeof type === "string" ? type : typeof value).toLowerCase(), value) };
}

function valueOf(type: string, value: unknown): Fields {
  if (type === "bool" || type === "boolean") return { boolValue: String(value) === "true" };
  if (type === "int64") return { intValue: String(value) };
  if (type === "float64") return { doubleValue: Number(value) };
  // Base64, as its JSON has bytes.
  if (type === "binary") return { bytesValue: String(value) };
  if (type === "number")
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { stringValue: typeof value === "string" ? value : JSON.stringify(value) };
}

const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const kindOf = (kind: unknown): number => Math.max(0, KINDS.indexOf(String(kind)));

/** Jaeger leaves out zeros at the beginning. */
const padded = (id: unknown, digits: number): string =>
  typeof id === "string" ? id.toLowerCase().padStart(digits, "0") : "";

/** A time that is none stays unreadable, so that the span is refused with a reason. */
const nanoOf = (micros: number): string =>
  Number.isFinite(micros) && micros >= 0 ? `${BigInt(Math.round(micros)) * 1_000n}` : "";
