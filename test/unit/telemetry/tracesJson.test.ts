import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { JsonBytes } from "../../../src/core/jsonBytes.ts";
import type { OtlpKeyValue, OtlpResourceSpans, OtlpSpan, OtlpTraces } from "../../../src/core/otlp.ts";
import { nanoUsd } from "../../../src/core/units.ts";
import { Redactor } from "../../../src/recording/redaction.ts";
import { ByteCache } from "../../../src/telemetry/otlp/byteCache.ts";
import { encodeTraces } from "../../../src/telemetry/otlp/encode.ts";
import { LIMITS } from "../../../src/telemetry/otlp/limits.ts";
import { decodeTraces } from "../../../src/telemetry/otlp/protobuf.ts";
import { SpanIntake, type ReadTraces } from "../../../src/telemetry/otlp/reading.ts";
import { TracesJson, unreadTraces } from "../../../src/telemetry/otlp/tracesJson.ts";
import { keep, type Keeping, type ReceivedContent } from "../../../src/telemetry/privacy.ts";
import { receivedSpans, TRANSLATED } from "../../../src/telemetry/receivedSpan.ts";
import { BRIEF_ATTRIBUTES, briefOf, type SpanBrief } from "../../../src/views/receivedTrace.ts";
import { KEY, randomTraces } from "../../support/otlp/randomTraces.ts";
import { seededRandom } from "../../support/seededRandom.ts";

const CONTENTS: readonly ReceivedContent[] = ["on", "redacted", "off"];

const keepingOf = (content: ReceivedContent): Keeping => ({
  content,
  // A redactor of its own for each text, so that numbers do not depend on the order of texts.
  redact: (text) => new Redactor(() => ["held secret of ours"]).redact(text).text,
});

/** What is written of a request, what lists are told, and what the sender is. */
interface Outcome {
  readonly written: unknown;
  readonly briefs: readonly SpanBrief[];
  readonly told: Pick<ReadTraces, "accepted" | "rejected" | "problem">;
}

const briefsOf = (groups: readonly OtlpResourceSpans[]): readonly SpanBrief[] =>
  groups.flatMap((group) =>
    [...receivedSpans(group, (_, usage) => ({ metering: "metered", nanoUsd: nanoUsd(usage.input) }))].map(
      briefOf,
    ),
  );

/** By way of objects. */
function asObjects(bytes: Uint8Array, keeping: Keeping): Outcome {
  const { resourceSpans, ...told } = decodeTraces(bytes);
  const kept = keep(resourceSpans, keeping.content, keeping.redact);
  return { written: JSON.parse(JSON.stringify(kept)), briefs: briefsOf(kept), told };
}

const SPAN: OtlpSpan = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  name: "chat",
  startTimeUnixNano: "1795000000123456789",
};
const text = (key: string, stringValue: string): OtlpKeyValue => ({ key, value: { stringValue } });

const oneSpan = (attributes: readonly OtlpKeyValue[]): Uint8Array =>
  encodeTraces({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...SPAN, attributes }] }] }] });

const LOOKED_AT = new Set([...TRANSLATED, ...BRIEF_ATTRIBUTES]);

/** Straight from the bytes, with what one receiver knows from the requests before. */
function straight(writer: TracesJson, bytes: Uint8Array): Outcome {
  const json = new JsonBytes();
  const { reader, groups } = unreadTraces(bytes);
  const intake = new SpanIntake();
  const briefs = briefsOf(writer.write(reader, groups, json, intake));
  const { resourceSpans: _, ...told } = intake.read([]);
  return { written: JSON.parse(`[${Buffer.from(json.written).toString("utf8")}]`), briefs, told };
}

function outcomeOf(read: () => Outcome): Outcome | string {
  try {
    return read();
  } catch (error) {
    assert.ok(error instanceof Error);
    return `${error.name}: ${error.message}`;
  }
}

for (const content of CONTENTS)
  describe(`a request in protobuf that is written as it comes (content ${content})`, () => {
    const keeping = keepingOf(content);
    const writer = new TracesJson(keeping, LOOKED_AT);
    const compare = (bytes: Uint8Array, what: string): void =>
      assert.deepEqual(
        outcomeOf(() => straight(writer, bytes)),
        outcomeOf(() => asObjects(bytes, keeping)),
        what,
      );

    it("says the same as one that is decoded first, whatever its spans hold", () => {
      for (let seed = 1; seed <= 250; seed++)
        compare(encodeTraces(randomTraces(seededRandom(seed))), `seed ${seed}`);
    });

    it("says the same, or is refused as well, where bytes are wrong, missing or moved", () => {
      for (let seed = 1; seed <= 500; seed++) {
        const random = seededRandom(seed);
        const bytes = encodeTraces(randomTraces(random));
        const at = Math.floor(random.next() * bytes.length);
        if (seed % 3 === 0) compare(bytes.subarray(0, at), `seed ${seed}, cut at ${at}`);
        else {
          bytes[at] = seed % 3 === 1 ? Math.floor(random.next() * 256) : bytes[at]! ^ (1 << (seed % 8));
          compare(bytes, `seed ${seed}, byte ${at}`);
        }
      }
    });

    it("says the same where there is too much of something", () => {
      const many = Array.from({ length: LIMITS.attributes + 1 }, (_, at) => text(`name ${at}`, "value"));
      compare(oneSpan(many), "attributes");
      compare(oneSpan([text("input.value", "x".repeat(LIMITS.text + 1))]), "a long text");
      compare(oneSpan([text("k".repeat(LIMITS.name + 1), "x".repeat(200))]), "a long name");
    });

    for (const path of globSync("test/fixtures/otlp/*.json").toSorted())
      it(`says the same of the spans of ${basename(path, ".json")}`, () => {
        const { request } = JSON.parse(readFileSync(path, "utf8")) as { readonly request: OtlpTraces };
        compare(encodeTraces(request), path);
        // Once more, with what it knows by now.
        compare(encodeTraces(request), path);
      });
  });

describe("what a receiver remembers of attributes", () => {
  it("is of the very same bytes only, also where two share a place", () => {
    const cache = new ByteCache<string>(1);
    const bytes = Buffer.from("chat, chats, chot");
    cache.put(bytes, 0, 4, "chat");
    assert.equal(cache.find(bytes, 6, 10), "chat");
    assert.equal(cache.find(bytes, 6, 11), undefined);
    assert.equal(cache.find(bytes, 13, 17), undefined);
  });

  it("never brings a secret back, nor what was left out", () => {
    const [redacted, off] = [keepingOf("redacted"), keepingOf("off")];
    for (const keeping of [redacted, off]) {
      const writer = new TracesJson(keeping, LOOKED_AT);
      for (let round = 0; round < 3; round++) {
        const bytes = encodeTraces(randomTraces(seededRandom(7), { secrets: true }));
        const all = JSON.stringify(straight(writer, bytes));
        assert.ok(!all.includes(KEY) && !all.includes("held secret of ours"), keeping.content);
        if (keeping === off) assert.ok(!all.includes("what was said"));
      }
    }
  });
});
