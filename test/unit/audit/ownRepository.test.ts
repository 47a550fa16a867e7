import assert from "node:assert/strict";
import { resolve } from "node:path";
import { audit } from "../../../src/audit/audit.ts";
import type { AuditResult } from "../../../src/audit/result.ts";
import { RULES } from "../../../src/audit/rules/index.ts";
import { NodeSourceTree } from "../../../src/node/sourceTree.ts";
import { loadParser } from "../../audit/parser.ts";

describe("The audit of this repository", function () {
  this.timeout(180_000);
  let result: AuditResult;
  before(async () => {
    const tree = new NodeSourceTree(resolve(import.meta.dirname, "../../.."));
    result = await audit({ tree, parser: await loadParser(), rules: RULES });
  });

  it("reads all of it", () => {
    assert.ok(result.files.parsed > 500);
    assert.equal(result.files.failed, 0);
  });

  it("finds the places that call a model, here and in the sample, and none in tests", () => {
    const live = result.projects.flatMap(({ root, callSites }) =>
      callSites.filter((site) => site.live).map(({ file, sdk }) => `${root} ${file} ${sdk}`),
    );
    for (const place of [
      ". src/models/anthropic.ts anthropic",
      "media/sample-project media/sample-project/src/api.py anthropic",
      "media/sample-project media/sample-project/web/client.ts anthropic",
    ])
      assert.ok(live.includes(place), live.join("\n"));
    assert.deepEqual(
      live.filter((place) => place.startsWith(". test/")),
      [],
    );
  });

  it("judges the sample as its README tells it: retries are off, tools run whatever the model says", () => {
    const items = result.projects.find(({ root }) => root === "media/sample-project")?.items ?? [];
    const state = (code: string) => items.find((item) => item.code === code)?.state;
    assert.deepEqual(["AR01", "AR02", "AR06", "AR09", "AR10"].map(state), [
      "partial",
      "absent",
      "absent",
      "absent",
      "absent",
    ]);
  });
});
