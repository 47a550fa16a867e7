import { ATTR } from "../../../src/core/attributes.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import { epochMs } from "../../../src/core/units.ts";
import { NodeClock, nodeRandom } from "../../../src/node/clock.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { Segments } from "../../../src/recording/segments.ts";
import { toOtlp } from "../../../src/telemetry/otlp/fromSpan.ts";
import { manySpans } from "./manySpans.ts";

/** What a batch processor of an SDK sends at once. */
const BATCH = 512;

const PROMPT = JSON.stringify([
  {
    role: "user",
    parts: [{ type: "text", content: "Summarise the customer's last three orders. ".repeat(8) }],
  },
]);

/** Model calls say what they were asked. */
const talking = (span: Span): Span =>
  span.attributes[ATTR.operation] === "chat"
    ? { ...span, attributes: { ...span.attributes, [ATTR.inputMessages]: PROMPT } }
    : span;

/** Writes a trace into a workspace's storage as a receiver would have: what ends last comes last. */
export async function storeTrace(root: string, count: number): Promise<void> {
  const clock = new NodeClock();
  const segments = new Segments({ root, storage: new NodeStorage(), clock, random: nodeRandom });
  const spans = manySpans(count).map(talking).toReversed();
  for (let from = 0; from < spans.length; from += BATCH) {
    const batch = toOtlp(spans.slice(from, from + BATCH), { version: "1.0.0", content: true });
    const received = epochMs(clock.now());
    await segments.append({ received, claimed: true, groups: batch.resourceSpans });
  }
  await segments.close();
}
