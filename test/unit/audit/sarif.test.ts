import assert from "node:assert/strict";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { renderReport } from "../../../src/audit/report/render.ts";
import { readBaseline, writeBaseline } from "../../../src/audit/settings/baseline.ts";
import { visible } from "../../../src/cli/style.ts";
import { auditOf, syntheticProjects } from "../../audit/projects.ts";
import { SARIF_SCHEMA } from "../../audit/sarifSchema.ts";

const options = { paint: (_style: string, text: string) => text, clean: visible, version: "1.2.3" };

describe("The audit's SARIF", () => {
  const ajv = new Ajv({ allErrors: true });
  formats.default(ajv);
  const isValid = ajv.compile(SARIF_SCHEMA);

  for (const project of syntheticProjects()) {
    it(`of ${project.name} is as SARIF 2.1.0 wants it, with a baseline and without`, async () => {
      const result = await auditOf(project.files, project);
      const baseline = readBaseline(writeBaseline(result));
      for (const more of [{}, { baseline }]) {
        const log = JSON.parse(renderReport(result, "sarif", { ...options, ...more })) as unknown;
        assert.ok(isValid(log), ajv.errorsText(isValid.errors));
      }
    });
  }

  it("would not pass with a line of 0, or with a property that there is not", () => {
    const run = { tool: { driver: { name: "n", rules: [] } }, results: [] };
    assert.ok(isValid({ version: "2.1.0", runs: [run] }));
    assert.ok(!isValid({ version: "2.1.0", runs: [{ ...run, result: [] }] }));
    const location = { physicalLocation: { artifactLocation: { uri: "a" }, region: { startLine: 0 } } };
    const results = [
      {
        ruleId: "r",
        ruleIndex: 0,
        message: { text: "t" },
        locations: [location],
        partialFingerprints: { a: "b" },
      },
    ];
    assert.ok(!isValid({ version: "2.1.0", runs: [{ ...run, results }] }));
  });
});
