const FIRST_SIZE = 64 << 10;
/** A character of UTF-16 is three bytes of UTF-8 at most. */
const WIDEST = 3;
/** Below so many bytes a loop is faster than a call of the runtime. */
const FEW = 48;

const HEX = Uint8Array.from(Buffer.from("0123456789abcdef"));
const ZERO = 0x30;

/**
 * JSON that is put together as bytes, in memory that grows and is used again after `clear`: making it as a text first,
 * or in fresh memory, would cost more than all that it is made of.
 */
export class JsonBytes {
  #bytes = Buffer.allocUnsafeSlow(FIRST_SIZE);
  /** How many bytes stand there; may be set back to drop what was added since. */
  length = 0;

  /** What stands there, until it is changed. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** Bytes of memory that it holds. */
  get capacity(): number {
    return this.#bytes.length;
  }

  clear(): void {
    this.length = 0;
  }

  byte(byte: number): void {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = byte;
  }

  /** Appends bytes that are JSON already. */
  raw(json: Uint8Array): void {
    const { length } = json;
    if (this.length + length > this.#bytes.length) this.#grow(length);
    if (length > FEW) this.#bytes.set(json, this.length);
    else for (let at = 0; at < length; at++) this.#bytes[this.length + at] = json[at]!;
    this.length += length;
  }

  /** Appends some of many bytes, which are the inside of a JSON string. */
  part(from: Buffer, start: number, end: number): void {
    if (this.length + end - start > this.#bytes.length) this.#grow(end - start);
    from.copy(this.#bytes, this.length, start, end);
    this.length += end - start;
  }

  /** Appends a text that is JSON already. */
  text(json: string): void {
    const room = WIDEST * json.length;
    if (this.length + room > this.#bytes.length) this.#grow(room);
    this.length += this.#bytes.write(json, this.length);
  }

  /** Bytes as hex digits, without quotes. */
  hex(from: Uint8Array, start: number, end: number): void {
    const room = 2 * (end - start);
    if (this.length + room > this.#bytes.length) this.#grow(room);
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = from[at]!;
      this.#bytes[to++] = HEX[byte >> 4]!;
      this.#bytes[to++] = HEX[byte & 0xf]!;
    }
    this.length = to;
  }

  /** A whole number of not more than nine digits, with leading zeros. */
  digits(value: number, count: number): void {
    if (this.length + count > this.#bytes.length) this.#grow(count);
    let left = value | 0;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const next = (left / 10) | 0;
      this.#bytes[at] = ZERO + left - 10 * next;
      left = next;
    }
    this.length += count;
  }

  /** What was appended from a position on, where it is ASCII. */
  ascii(from: number, to: number): string {
    return this.#bytes.toString("latin1", from, to);
  }

  #grow(room: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.length + room));
    larger.set(this.written);
    this.#bytes = larger;
  }
}
