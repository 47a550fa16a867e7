import type { Observation } from "../../../audit/runtime/observation.ts";
import type { Span } from "../../../core/telemetry.ts";
import { nanoUsd } from "../../../core/units.ts";
import type { Cost } from "../../../core/usage.ts";
import type { SegmentReader } from "../../../recording/memorySegments.ts";
import type { SegmentPlace } from "../../../recording/segments.ts";
import { receivedSpans } from "../../../telemetry/receivedSpan.ts";
import { observationsOf } from "./observations.ts";

/** With which every attribute begins that names a place in a program. */
const PLACE = '"code.';

/** A cost that we compute proves nothing, so none is computed. */
const NO_PRICE: Cost = { metering: "unpriced", nanoUsd: nanoUsd(0) };

/** So much is looked through, the newest first. */
const MOST_BYTES = 64_000_000;

/** What programs that showed the workspace's token were seen doing in the files of a folder. */
export async function seenRunning(
  segments: Pick<SegmentReader, "mentions" | "at">,
  folder: string,
): Promise<readonly Observation[]> {
  const spans: Span[][] = [];
  for (const place of await newest(segments)) {
    const line = await segments.at(place);
    if (line?.token !== true || line.imported) continue;
    spans.push(line.groups.flatMap((group) => [...receivedSpans(group, () => NO_PRICE)]));
  }
  return observationsOf(spans.flat(), folder);
}

/** The lines to look at, oldest first, so that a span that came again counts as it came last. */
async function newest(segments: Pick<SegmentReader, "mentions">): Promise<readonly SegmentPlace[]> {
  const places: SegmentPlace[] = [];
  for await (const place of segments.mentions(PLACE)) places.push(place);
  let room = MOST_BYTES;
  return places
    .toReversed()
    .filter(({ length }) => (room -= length) >= 0)
    .toReversed();
}
