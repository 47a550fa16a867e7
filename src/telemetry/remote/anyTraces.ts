import { readTraces } from "../otlp/json.ts";
import { isRecord, records, type Fields } from "../otlp/jsonValues.ts";
import { OtlpError } from "../otlp/limits.ts";
import type { ReadTraces } from "../otlp/reading.ts";
import { jaegerToOtlp } from "./jaeger.ts";

/**
 * Reads traces of a file or a backend, whatever wrote them: OTLP in JSON (also line by line, as a collector's file
 * exporter writes it), what the query APIs of Tempo (versions 1 and 2) and Jaeger (version 3) answer, and Jaeger's JSON.
 * @throws OtlpError where it is none of these.
 */
export function readAnyTraces(text: string): ReadTraces {
  const values = valuesOf(text);
  const groups = values.flatMap((value) => {
    const found = resourceSpansOf(value);
    if (found === undefined) throw new OtlpError(NO_TRACES);
    return found;
  });
  return readTraces({ resourceSpans: groups });
}

const NO_TRACES =
  "It holds no traces: neither OTLP in JSON (resourceSpans) nor Jaeger's JSON (data, traceID, spans).";

/** One JSON text, or one on each line. */
function valuesOf(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length < 2) throw new OtlpError("It is not JSON.");
    try {
      return lines.map((line) => JSON.parse(line) as unknown);
    } catch (cause) {
      throw new OtlpError("It is not JSON.", { cause });
    }
  }
}

function resourceSpansOf(value: unknown): readonly unknown[] | undefined {
  if (isRecord(value)) {
    const { resourceSpans, batches, trace, result } = value;
    if (Array.isArray(resourceSpans)) return resourceSpans.map(withHexIds);
    // Tempo: `batches`, in version 2 of its API under `trace`.
    if (Array.isArray(batches)) return batches.map(withHexIds);
    if (isRecord(trace)) return resourceSpansOf(trace);
    // Jaeger's version 3: each part of its stream is a `result`.
    if (isRecord(result)) return resourceSpansOf(result);
  }
  const jaeger = jaegerToOtlp(value);
  return jaeger && records(jaeger["resourceSpans"]);
}

/** Tempo writes ids as protobuf's own JSON does, in base64; and older ones name the scope otherwise. */
function withHexIds(group: unknown): unknown {
  if (!isRecord(group)) return group;
  const scoped = records(group["scopeSpans"] ?? group["instrumentationLibrarySpans"]);
  return {
    ...group,
    scopeSpans: scoped.map((each) => ({
      ...each,
      scope: each["scope"] ?? each["instrumentationLibrary"],
      spans: records(each["spans"]).map(spanWithHexIds),
    })),
  };
}

const spanWithHexIds = (span: Fields): Fields => ({
  ...span,
  traceId: hexId(span["traceId"], 16),
  spanId: hexId(span["spanId"], 8),
  ...(span["parentSpanId"] !== undefined && { parentSpanId: hexId(span["parentSpanId"], 8) }),
  ...(Array.isArray(span["links"]) && {
    links: records(span["links"]).map((link) => ({
      ...link,
      traceId: hexId(link["traceId"], 16),
      spanId: hexId(link["spanId"], 8),
    })),
  }),
});

/** In base64 an id has another length than in hex: 24 instead of 32 characters, 12 instead of 16. */
function hexId(id: unknown, bytes: number): unknown {
  if (typeof id !== "string" || id.length !== Math.ceil(bytes / 3) * 4) return id;
  const decoded = Buffer.from(id, "base64");
  return decoded.length === bytes ? decoded.toString("hex") : id;
}
