import type { SpanId, TraceId } from "../core/ids.ts";
import type { Span } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";
import { formatDuration } from "./figures.ts";

/** A place in a program, as a span names it: `code.file.path` and `code.line.number`, or their older names. */
export interface SourcePlace {
  readonly path: string;
  /** From 1; absent where the span names the file only. */
  readonly line?: number;
}

/** The place that a span names; the older names were translated when it was read. */
export function sourceOf({ attributes }: Pick<Span, "attributes">): SourcePlace | undefined {
  const path = attributes["code.file.path"] ?? attributes["code.filepath"];
  const line = attributes["code.line.number"] ?? attributes["code.lineno"];
  if (typeof path !== "string" || path === "") return undefined;
  return { path, ...(typeof line === "number" && line >= 1 && { line: Math.floor(line) }) };
}

export interface SourceQuery {
  /** The file's whole path, and its path in the workspace, both with `/`. */
  readonly path: string;
  readonly relative: string;
}

/** A span that names a place in the file. */
export interface SourceHit {
  readonly trace: TraceId;
  readonly span: SpanId;
  readonly name: string;
  readonly line: number;
  readonly start: EpochMs;
  readonly words: string;
}

/** So many spans are found at most, of each line. */
const PER_LINE = 50;
const MOST = 2_000;

/** Collects the spans that name a file. The program may have run elsewhere, in a container, say. */
export class SourceSearch {
  readonly #query: SourceQuery;
  readonly #hits: SourceHit[] = [];
  readonly #perLine = new Map<number, number>();

  constructor(query: SourceQuery) {
    this.#query = query;
  }

  /** What every span that can be found mentions. */
  get name(): string {
    return this.#query.path.split("/").at(-1) ?? this.#query.path;
  }

  get full(): boolean {
    return this.#hits.length >= MOST;
  }

  get hits(): readonly SourceHit[] {
    return this.#hits.toSorted((a, b) => b.start - a.start);
  }

  take(span: Span): void {
    const place = sourceOf(span);
    if (place?.line === undefined || !isSame(place.path, this.#query) || this.full) return;
    const known = this.#perLine.get(place.line) ?? 0;
    if (known >= PER_LINE) return;
    this.#perLine.set(place.line, known + 1);
    const { traceId: trace, spanId, name, start, end, status } = span;
    const words = [
      end === undefined ? "running" : formatDuration(end - start),
      status.code === "error" && "failed",
    ];
    this.#hits.push({
      trace,
      span: spanId,
      name,
      line: place.line,
      start,
      words: words.filter(Boolean).join(", "),
    });
  }
}

function isSame(said: string, { path, relative }: SourceQuery): boolean {
  const plain = said.replace(/^file:\/\//, "").replaceAll("\\", "/");
  return plain === path || plain === relative || plain.endsWith(`/${relative}`);
}
