import type { SegmentLine, SegmentPlace, Segments } from "./segments.ts";

/** What reading asks of segments, wherever they lie. */
export type SegmentReader = Pick<Segments, "list" | "size" | "read" | "at" | "mentions">;

const SEGMENT = "memory";

/** Lines that are read as if they lay in a file. */
export class MemorySegments implements SegmentReader {
  readonly #lines: readonly { readonly line: SegmentLine; readonly place: SegmentPlace }[];

  constructor(lines: readonly SegmentLine[]) {
    this.#lines = lines.map((line, offset) => ({
      line,
      place: { segment: SEGMENT, offset, length: 1 },
    }));
  }

  list(): Promise<readonly string[]> {
    return Promise.resolve([SEGMENT]);
  }

  size(): Promise<number> {
    return Promise.resolve(this.#lines.length);
  }

  async *read(_segment: string, from = 0): AsyncGenerator<{ line: SegmentLine; place: SegmentPlace }> {
    yield* this.#lines.slice(from);
  }

  async *mentions(trace: string): AsyncGenerator<SegmentPlace> {
    for (const { line, place } of this.#lines) if (mentions(line, trace)) yield place;
  }

  at({ offset }: SegmentPlace): Promise<SegmentLine | undefined> {
    return Promise.resolve(this.#lines[offset]?.line);
  }
}

const mentions = ({ groups }: SegmentLine, trace: string): boolean =>
  groups.some(({ scopeSpans }) =>
    scopeSpans.some(({ spans }) => spans.some(({ traceId }) => traceId === trace)),
  );
