import type { JsonBytes } from "../../core/jsonBytes.ts";
import type { OtlpKeyValue } from "../../core/otlp.ts";
import { isContent, pairs, type Keeping } from "../privacy.ts";
import { ByteCache } from "./byteCache.ts";
import { LIMITS, OtlpError } from "./limits.ts";
import { keyValueInto, type WireReader } from "./wire.ts";

/** Attributes up to so many bytes come again and again: who asked, which model, which kind of work. */
const SHORT = 96;
const KNOWN = 4_096;

/** An attribute that was written before. */
interface Known {
  /** Undefined where it is not kept. */
  readonly json: Uint8Array | undefined;
  /** Where it is looked at. */
  readonly pair: OtlpKeyValue | undefined;
}

/** A name under which long texts come. */
interface LongName {
  /** All that stands before the text. */
  readonly json: Uint8Array;
  /** Whether its value must be an object, because it is looked at. */
  readonly isLookedAt: boolean;
  readonly isLeftOut: boolean;
}

/**
 * Writes attributes as JSON, straight from their bytes wherever these are plain. All else takes the way of an object,
 * which says how each must come out.
 */
export class AttributeJson {
  readonly #keeping: Keeping;
  readonly #lookedAt: ReadonlySet<string>;
  readonly #known = new ByteCache<Known>(KNOWN);
  readonly #names = new ByteCache<LongName>(KNOWN);

  /** @param lookedAt names whose attributes are wanted as objects too. */
  constructor(keeping: Keeping, lookedAt: ReadonlySet<string>) {
    this.#keeping = keeping;
    this.#lookedAt = lookedAt;
  }

  /**
   * Writes the attribute at which the reader stands, after a comma where it is not the `first`.
   * @param wanted where it is put if it is looked at.
   * @returns whether anything of it is kept.
   */
  write(reader: WireReader, json: JsonBytes, first: boolean, wanted: OtlpKeyValue[]): boolean {
    const at = reader.pos;
    const length = reader.uint32();
    const start = reader.pos;
    const end = start + length;
    if (end > reader.len) throw new OtlpError("An attribute is longer than the body.");
    if (length > SHORT) {
      const text = this.#longText(reader, start, end);
      if (text !== undefined) {
        reader.pos = end;
        if (text.name.isLeftOut) return false;
        if (!first) json.byte(COMMA);
        json.raw(text.name.json);
        json.part(reader.source, text.start, end);
        json.raw(AFTER_TEXT);
        return true;
      }
    }
    let known = length <= SHORT ? this.#known.find(reader.source, start, end) : undefined;
    if (known === undefined) {
      reader.pos = at;
      known = this.#read(reader, start, end);
    } else reader.pos = end;
    if (known.json === undefined) return false;
    if (known.pair !== undefined) wanted.push(known.pair);
    if (!first) json.byte(COMMA);
    json.raw(known.json);
    return true;
  }

  #read(reader: WireReader, start: number, end: number): Known {
    const list: OtlpKeyValue[] = [];
    keyValueInto(reader, list);
    const [pair] = list;
    const { content, redact } = this.#keeping;
    const [kept] = content === "on" ? list : pairs(list, content, redact);
    const isLookedAt = kept !== undefined && this.#lookedAt.has(kept.key);
    const known = {
      json: kept && Buffer.from(JSON.stringify(kept)),
      pair: isLookedAt ? kept : undefined,
    };
    // What held a secret is not kept in memory.
    if (end - start <= SHORT && (kept === undefined || kept === pair))
      this.#known.put(reader.source, start, end, known);
    return known;
  }

  /** A long text that is recorded as it came; undefined where it has to be looked at more closely. */
  #longText(
    { source: buf }: WireReader,
    start: number,
    end: number,
  ): { readonly name: LongName; readonly start: number } | undefined {
    const nameEnd = start + 2 + buf[start + 1]!;
    if (buf[start] !== KEY || buf[start + 1]! >= MORE || buf[nameEnd] !== VALUE) return undefined;
    const value = afterLength(buf, nameEnd + 1, end);
    if (value === undefined || buf[value] !== STRING_VALUE) return undefined;
    const text = afterLength(buf, value + 1, end);
    if (text === undefined || end - text > LIMITS.text) return undefined;
    const name = this.#names.find(buf, start, nameEnd) ?? this.#name(buf, start, nameEnd);
    if (name.isLookedAt) return undefined;
    return name.isLeftOut || this.#isPlain(buf, text, end) ? { name, start: text } : undefined;
  }

  /** Whether a text is JSON as it stands, and holds no secret. */
  #isPlain(buf: Buffer, start: number, end: number): boolean {
    for (let at = start; at < end; at++) if (AS_IT_IS[buf[at]!] === 0) return false;
    if (this.#keeping.content === "on") return true;
    const text = buf.toString("latin1", start, end);
    return this.#keeping.redact(text) === text;
  }

  #name(buf: Uint8Array, start: number, end: number): LongName {
    const key = Buffer.from(buf.subarray(start + 2, end)).toString("utf8");
    const known = {
      json: Buffer.from(`{"key":${JSON.stringify(key)},"value":{"stringValue":"`),
      isLookedAt: this.#lookedAt.has(key),
      isLeftOut: this.#keeping.content === "off" && isContent(key),
    };
    this.#names.put(buf, start, end, known);
    return known;
  }
}

const COMMA = 0x2c;
const AFTER_TEXT = Buffer.from('"}}');

/** The first byte of a field: its number and that its length follows. */
const KEY = 0x0a;
const VALUE = 0x12;
const STRING_VALUE = 0x0a;
/** A byte of a number that another follows. */
const MORE = 0x80;

/** Which bytes stand in a JSON string as they are: ASCII without controls, quotes and backslashes. */
const AS_IT_IS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

/** Where the content of a field begins that reaches up to `end`; undefined where it does not. */
function afterLength(buf: Uint8Array, at: number, end: number): number | undefined {
  let [length, next] = [0, at];
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = buf[next++]!;
    length |= (byte & 0x7f) << shift;
    if (byte < MORE) return next + length === end ? next : undefined;
  }
  return undefined;
}
