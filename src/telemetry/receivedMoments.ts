import { ATTR } from "../core/attributes.ts";
import type { SpanId } from "../core/ids.ts";
import type { Span } from "../core/telemetry.ts";
import type { EpochMs } from "../core/units.ts";

/** A span begins or ends. One whose end is not known ends, as far as anybody can tell, where it began. */
export interface Moment {
  readonly at: EpochMs;
  readonly span: Span;
  readonly phase: "start" | "end";
}

const INFERENCES = new Set<unknown>(["chat", "text_completion", "generate_content"]);

export const isInference = ({ attributes }: Span): boolean => INFERENCES.has(attributes[ATTR.operation]);

/** Where spans stand below each other. Parents may be missing, or go in a circle. */
export class SpanPlaces {
  readonly #byId: ReadonlyMap<SpanId, Span>;

  constructor(spans: readonly Span[]) {
    this.#byId = new Map(spans.map((span) => [span.spanId, span]));
  }

  depth(span: Span): number {
    return [...this.#above(span)].length;
  }

  /** Whether a model call stands above it, which counts what it costs. */
  liesInInference(span: Span): boolean {
    for (const above of this.#above(span)) if (isInference(above)) return true;
    return false;
  }

  *#above({ spanId, parentId }: Span): Generator<Span> {
    const seen = new Set([spanId]);
    for (let id = parentId; id !== undefined && !seen.has(id);) {
      seen.add(id);
      const above = this.#byId.get(id);
      if (above === undefined) return;
      yield above;
      id = above.parentId;
    }
  }
}

/** Beginnings and ends in the order of time; a parent begins before its children and ends after them. */
export function momentsOf(spans: readonly Span[], places: SpanPlaces): readonly Moment[] {
  const ranked = spans.flatMap((span) => {
    const { start, end = start } = span;
    const depth = places.depth(span);
    return [
      { moment: { at: start, span, phase: "start" }, rank: 1, depth },
      // What ends in the instant in which another begins came before it, unless it began then itself.
      { moment: { at: end, span, phase: "end" }, rank: end > start ? 0 : 2, depth: -depth },
    ] as const;
  });
  return ranked
    .toSorted((a, b) => a.moment.at - b.moment.at || a.rank - b.rank || a.depth - b.depth)
    .map(({ moment }) => moment);
}
