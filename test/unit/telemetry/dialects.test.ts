import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { OtlpTraces } from "../../../src/core/otlp.ts";
import { promptTokens, type Usage } from "../../../src/core/usage.ts";
import type { TraceSummary } from "../../../src/views/receivedTrace.ts";
import { startReceiver } from "../../support/otlp/receiver.ts";
import { useTempFolder } from "../../support/tempFolder.ts";

interface Fixture {
  readonly library: string;
  readonly version: string;
  readonly billed: { readonly calls: number; readonly usage: Usage; readonly nanoUsd: number };
  readonly request: OtlpTraces;
}

/** What a library does not tell, so that nobody can know it. */
const UNTOLD: Readonly<Record<string, "cache writes" | "cache">> = {
  "@arizeai/openinference-instrumentation-langchain": "cache writes",
  "@traceloop/instrumentation-langchain": "cache",
};

const fixtures = globSync("test/fixtures/otlp/*.json").toSorted();

describe("spans of a real instrumentation library", () => {
  const folder = useTempFolder();

  async function received(request: OtlpTraces): Promise<TraceSummary> {
    const receiver = await startReceiver(folder().path);
    await receiver.service.answer("import", { text: JSON.stringify(request) });
    const { traces } = await receiver.service.answer("list", { limit: 10 });
    await receiver.stop();
    assert.equal(traces.length, 1);
    return traces[0]!;
  }

  for (const path of fixtures) {
    const { library, version, billed, request } = JSON.parse(readFileSync(path, "utf8")) as Fixture;
    it(`${basename(path, ".json")} (${library} ${version}) give the tokens and the cost that the API billed`, async () => {
      const { calls, usage, cost, models, session } = await received(request);
      assert.equal(calls, billed.calls);
      assert.deepEqual(models, ["claude-sonnet-5-5"]);
      assert.equal(session, "golden-1");
      assert.equal(usage.output, billed.usage.output);
      switch (UNTOLD[library]) {
        case undefined:
          assert.deepEqual(usage, billed.usage);
          assert.equal(cost.nanoUsd, billed.nanoUsd);
          return;
        case "cache writes":
          assert.equal(promptTokens(usage), promptTokens(billed.usage));
          assert.equal(usage.cacheRead, billed.usage.cacheRead);
          assert.ok(cost.nanoUsd < billed.nanoUsd, "writing costs more than reading anew");
          return;
        case "cache":
          assert.equal(promptTokens(usage), billed.usage.input);
          assert.ok(cost.nanoUsd < billed.nanoUsd);
      }
    });
  }

  it("exist for at least five libraries", () => {
    assert.ok(fixtures.length >= 5);
  });
});
