import type { TraceId } from "../../core/ids.ts";
import type { Segments } from "../../recording/segments.ts";
import { withoutTraces } from "../../recording/withoutTraces.ts";
import type { TraceStore } from "./traceStore.ts";

/** Deletes traces from the disk. `left` files could not be changed, because another process writes them now. */
export async function forgetTraces(
  store: TraceStore,
  segments: Segments,
  traces: ReadonlySet<TraceId>,
): Promise<{ readonly left: number }> {
  let left = 0;
  for (const segment of store.segmentsOf(traces))
    if (!(await segments.rewrite(segment, (line) => withoutTraces(line, traces)))) left++;
  await store.again();
  return { left };
}
