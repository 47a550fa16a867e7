import type { JsonBytes } from "../../core/jsonBytes.ts";
import type { Keeping } from "../privacy.ts";
import { ByteCache } from "./byteCache.ts";
import { boundedText, LIMITS } from "./limits.ts";
import type { WireReader } from "./wire.ts";

/** The id that came last: spans of a trace come together, and share its id and their parent's. */
export class LastId {
  text = "";
  readonly bytes = new Uint8Array(16);
}

/**
 * Writes the id at which the reader stands as hex digits, and returns it; empty where it is none.
 * @param last is asked first, and told.
 */
export function idInto(json: JsonBytes, reader: WireReader, last: LastId | undefined, size: number): string {
  const { source: buf } = reader;
  const start = reader.pos + 1;
  if (buf[reader.pos] !== size || start + size > buf.length) return "";
  reader.pos = start + size;
  const from = json.length;
  json.hex(buf, start, start + size);
  if (last !== undefined && last.text !== "" && isSame(last.bytes, buf, start, size)) return last.text;
  if (isZero(buf, start, size)) return "";
  const text = json.ascii(from, json.length);
  if (last !== undefined) {
    for (let at = 0; at < size; at++) last.bytes[at] = buf[start + at]!;
    last.text = text;
  }
  return text;
}

function isSame(bytes: Uint8Array, buf: Uint8Array, start: number, size: number): boolean {
  for (let at = size - 1; at >= 0; at--) if (bytes[at] !== buf[start + at]) return false;
  return true;
}

function isZero(buf: Uint8Array, start: number, size: number): boolean {
  for (let at = 0; at < size; at++) if (buf[start + at] !== 0) return false;
  return true;
}

const BILLION = 1e9;
const HUNDRED_THOUSAND = 1e5;
/** In 2001; from then on, seconds have ten digits. */
const EARLIEST = 1e9;
/** In 2100; later times are mistakes. */
const LATEST = 4_102_444_800;

/** Writes the nanoseconds at which the reader stands, and returns them; empty where they are not of our time. */
export function timeInto(json: JsonBytes, reader: WireReader): string {
  const { source: buf, pos } = reader;
  if (pos + 8 > buf.length) return "";
  reader.pos = pos + 8;
  // Divided by a billion, 16 bits at a time: a double does not hold all of it.
  let [seconds, rest] = [0, 0];
  for (let at = pos + 6; at >= pos; at -= 2) {
    rest = rest * 0x10000 + buf[at]! + buf[at + 1]! * 0x100;
    const times = Math.floor(rest / BILLION);
    rest -= times * BILLION;
    seconds = seconds * 0x10000 + times;
  }
  if (seconds < EARLIEST || seconds >= LATEST) return "";
  const from = json.length;
  const high = Math.floor(seconds / HUNDRED_THOUSAND);
  json.digits(high, 5);
  json.digits(seconds - high * HUNDRED_THOUSAND, 5);
  json.digits(rest, 9);
  return json.ascii(from, json.length);
}

/** Longer names are not likely to come again. */
const SHORT = 96;
const KNOWN = 1_024;

interface Known {
  readonly json: Uint8Array;
  readonly text: string;
}

/** The names of spans, of which there are few. */
export class NameJson {
  readonly #keeping: Keeping;
  readonly #known = new ByteCache<Known>(KNOWN);

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
  }

  /** Writes the name at which the reader stands, and returns it; undefined where it is long. */
  write(reader: WireReader, json: JsonBytes): string | undefined {
    const { source: buf, pos } = reader;
    const length = buf[pos]!;
    if (length > SHORT) return undefined;
    const known = this.#known.find(buf, pos + 1, pos + 1 + length);
    if (known !== undefined) {
      reader.pos = pos + 1 + length;
      json.raw(known.json);
      return known.text;
    }
    const name = boundedText(reader.string(), LIMITS.name);
    const { content, redact } = this.#keeping;
    const text = content === "on" ? name : redact(name);
    const written = Buffer.from(JSON.stringify(text));
    // What held a secret is not kept in memory.
    if (text === name) this.#known.put(buf, pos + 1, reader.pos, { json: written, text });
    json.raw(written);
    return text;
  }
}
