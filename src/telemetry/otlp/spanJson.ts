import type { JsonBytes } from "../../core/jsonBytes.ts";
import type { Mutable } from "../../core/mutable.ts";
import type { OtlpKeyValue, OtlpSpan } from "../../core/otlp.ts";
import { keepSpan, type Keeping } from "../privacy.ts";
import { AttributeJson } from "./attributeJson.ts";
import { LIMITS } from "./limits.ts";
import { spanOf } from "./protobuf.ts";
import type { SpanIntake } from "./reading.ts";
import { idInto, LastId, NameJson, timeInto } from "./spanParts.ts";
import type { WireReader } from "./wire.ts";

/**
 * Writes spans as they are recorded, straight from their bytes where they are as most are: ids, times, attributes and a
 * status without a message, in the order in which encoders write them. `spanOf` reads all others, and says how each must
 * come out.
 */
export class SpanJson {
  readonly #keeping: Keeping;
  readonly #attributes: AttributeJson;
  readonly #names: NameJson;
  readonly #lastTrace = new LastId();
  readonly #lastParent = new LastId();

  /** @param lookedAt names of the attributes that returned spans need to have. */
  constructor(keeping: Keeping, lookedAt: ReadonlySet<string>) {
    this.#keeping = keeping;
    this.#attributes = new AttributeJson(keeping, lookedAt);
    this.#names = new NameJson(keeping);
  }

  /**
   * Writes the span at which the reader stands, and returns it with no more attributes than are looked at. Undefined
   * where it is not taken. It must lie in the request with all its length.
   */
  write(reader: WireReader, json: JsonBytes, intake: SpanIntake): OtlpSpan | undefined {
    const [at, length] = [reader.pos, json.length];
    const plain = this.#plain(reader, json);
    if (plain !== undefined) {
      intake.accepted++;
      return plain;
    }
    reader.pos = at;
    json.length = length;
    const span = spanOf(reader);
    if (!intake.takes(span)) return undefined;
    const { content, redact } = this.#keeping;
    const kept = content === "on" ? span : keepSpan(span, content, redact);
    json.text(JSON.stringify(kept));
    return kept;
  }

  /** Undefined where the span has anything that is not plain; then it has to be read from its beginning. */
  #plain(reader: WireReader, json: JsonBytes): OtlpSpan | undefined {
    const { source: buf } = reader;
    const end = reader.uint32() + reader.pos;
    const span: Mutable<OtlpSpan> = { traceId: "", spanId: "", name: "", startTimeUnixNano: "" };
    if (buf[reader.pos++] !== FIELD.traceId) return undefined;
    json.raw(BEFORE.traceId);
    span.traceId = idInto(json, reader, this.#lastTrace, 16);
    if (buf[reader.pos++] !== FIELD.spanId) return undefined;
    json.raw(BEFORE.spanId);
    span.spanId = idInto(json, reader, undefined, 8);
    if (span.traceId === "" || span.spanId === "") return undefined;
    if (buf[reader.pos] === FIELD.parentSpanId) {
      reader.pos++;
      json.raw(BEFORE.parentSpanId);
      span.parentSpanId = idInto(json, reader, this.#lastParent, 8);
      if (span.parentSpanId === "") return undefined;
    }
    if (buf[reader.pos++] !== FIELD.name) return undefined;
    json.raw(BEFORE.name);
    const name = this.#names.write(reader, json);
    if (name === undefined) return undefined;
    span.name = name;
    if (buf[reader.pos] === FIELD.kind) {
      const kind = buf[reader.pos + 1]!;
      if (kind > MOST_DIGIT) return undefined;
      reader.pos += 2;
      json.raw(BEFORE.kind);
      json.digits(kind, 1);
      span.kind = kind;
    }
    if (buf[reader.pos++] !== FIELD.start) return undefined;
    json.raw(BEFORE.start);
    span.startTimeUnixNano = timeInto(json, reader);
    if (span.startTimeUnixNano === "") return undefined;
    if (buf[reader.pos] === FIELD.end) {
      reader.pos++;
      json.raw(BEFORE.end);
      span.endTimeUnixNano = timeInto(json, reader);
      if (span.endTimeUnixNano === "") return undefined;
    }
    json.byte(QUOTE);
    if (!this.#attributesInto(span, reader, json)) return undefined;
    for (const zero of ZEROS) if (buf[reader.pos] === zero && buf[reader.pos + 1] === 0) reader.pos += 2;
    if (buf[reader.pos] === FIELD.status && !statusInto(span, reader, json)) return undefined;
    if (buf[reader.pos] === FLAGS && buf[reader.pos + 1] === FLAGS_MORE) reader.pos += 2 + 4;
    json.byte(CLOSE);
    return reader.pos === end ? span : undefined;
  }

  #attributesInto(span: Mutable<OtlpSpan>, reader: WireReader, json: JsonBytes): boolean {
    const { source: buf } = reader;
    if (buf[reader.pos] !== FIELD.attribute) return true;
    const lookedAt: OtlpKeyValue[] = [];
    json.raw(BEFORE.attributes);
    let [written, count] = [0, 0];
    while (buf[reader.pos] === FIELD.attribute) {
      if (++count > LIMITS.attributes) return false;
      reader.pos++;
      if (this.#attributes.write(reader, json, written === 0, lookedAt)) written++;
    }
    json.byte(CLOSE_LIST);
    span.attributes = lookedAt;
    return true;
  }
}

/** False where it has a message, or a code that is none. */
function statusInto(span: Mutable<OtlpSpan>, reader: WireReader, json: JsonBytes): boolean {
  const { source: buf, pos } = reader;
  const [length, field, code] = [buf[pos + 1]!, buf[pos + 2], buf[pos + 3]!];
  if (length === 0) {
    json.raw(EMPTY_STATUS);
    span.status = {};
  } else {
    if (length !== 2 || field !== STATUS_CODE || code > MOST_DIGIT) return false;
    json.raw(BEFORE.status);
    json.digits(code, 1);
    json.byte(CLOSE);
    span.status = { code };
  }
  reader.pos = pos + 2 + length;
  return true;
}

/** The first bytes of fields: the number of the field, and how long it is. */
const FIELD = {
  traceId: 0x0a,
  spanId: 0x12,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  start: 0x39,
  end: 0x41,
  attribute: 0x4a,
  status: 0x7a,
} as const;
/** How much was dropped of attributes, events and links; some encoders write that it is nothing. */
const ZEROS = [0x50, 0x60, 0x70];
const STATUS_CODE = 0x18;
/** Field 16, four bytes, of which nothing is recorded. */
const FLAGS = 0x85;
const FLAGS_MORE = 0x01;

const MOST_DIGIT = 9;
const QUOTE = 0x22;
const CLOSE = 0x7d;
const CLOSE_LIST = 0x5d;

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

const BEFORE = {
  traceId: ascii('{"traceId":"'),
  spanId: ascii('","spanId":"'),
  parentSpanId: ascii('","parentSpanId":"'),
  name: ascii('","name":'),
  kind: ascii(',"kind":'),
  start: ascii(',"startTimeUnixNano":"'),
  end: ascii('","endTimeUnixNano":"'),
  attributes: ascii(',"attributes":['),
  status: ascii(',"status":{"code":'),
} as const;
const EMPTY_STATUS = ascii(',"status":{}');
