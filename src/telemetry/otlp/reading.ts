import type { OtlpResourceSpans, OtlpSpan } from "../../core/otlp.ts";

/** What a request held: spans in groups as they came, and what had to be refused. */
export interface ReadTraces {
  readonly resourceSpans: readonly OtlpResourceSpans[];
  /** How many spans were taken. */
  readonly accepted: number;
  readonly rejected: number;
  /** Why the first of them was refused, for the sender. */
  readonly problem?: string;
}

/** Collects what a decoder finds, and refuses spans that nobody could place. */
export class SpanIntake {
  accepted = 0;
  rejected = 0;
  problem: string | undefined;

  /** Whether the span is taken. */
  takes(span: Pick<OtlpSpan, "traceId" | "spanId" | "startTimeUnixNano">): boolean {
    const problem = problemOf(span);
    if (problem === undefined) this.accepted++;
    else this.reject(problem);
    return problem === undefined;
  }

  reject(problem: string): void {
    this.rejected++;
    this.problem ??= problem;
  }

  read(resourceSpans: readonly OtlpResourceSpans[]): ReadTraces {
    const { accepted, rejected, problem } = this;
    return { resourceSpans, accepted, rejected, ...(problem !== undefined && { problem }) };
  }
}

function problemOf({
  traceId,
  spanId,
  startTimeUnixNano,
}: Parameters<SpanIntake["takes"]>[0]): string | undefined {
  if (!isId(traceId, 32)) return "A span's trace id is not 16 bytes other than zero.";
  if (!isId(spanId, 16)) return "A span's id is not 8 bytes other than zero.";
  if (!isTime(startTimeUnixNano)) return "A span's start is not a time between 1970 and 2100.";
  return undefined;
}

export const isId = (id: string, digits: number): boolean =>
  id.length === digits && /^[0-9a-f]+$/.test(id) && !/^0+$/.test(id);

/** Nanoseconds; beyond 2100 a sender has mixed up its units. */
const isTime = (nano: string): boolean =>
  /^\d{1,19}$/.test(nano) && BigInt(nano) > 0n && BigInt(nano) < 4_102_444_800_000_000_000n;
