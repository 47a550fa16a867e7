/** Of so many last bytes a place is worked out: what differs between attributes stands at their end. */
const HASHED = 24;

interface Slot<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/** What was made of a run of bytes before. Holds so many at most; a newcomer takes the place of one of them. */
export class ByteCache<T> {
  readonly #slots: (Slot<T> | undefined)[];
  readonly #mask: number;

  /** @param size a power of two. */
  constructor(size: number) {
    this.#slots = Array.from({ length: size }, () => undefined);
    this.#mask = size - 1;
  }

  find(from: Uint8Array, start: number, end: number): T | undefined {
    const slot = this.#slots[this.#place(from, start, end)];
    if (slot === undefined || slot.bytes.length !== end - start) return undefined;
    const { bytes } = slot;
    // From the end, where they differ.
    for (let at = bytes.length - 1; at >= 0; at--) if (bytes[at] !== from[start + at]) return undefined;
    return slot.value;
  }

  put(from: Uint8Array, start: number, end: number, value: T): void {
    this.#slots[this.#place(from, start, end)] = { bytes: Uint8Array.from(from.subarray(start, end)), value };
  }

  /** FNV-1a, whose low bits are mixed well enough after its last step. */
  #place(from: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 ^ (end - start);
    for (let at = Math.max(start, end - HASHED); at < end; at++)
      hash = Math.imul(hash ^ from[at]!, 0x01000193);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}
