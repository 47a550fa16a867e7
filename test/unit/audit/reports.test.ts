import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { renderReport, REPORT_FORMATS } from "../../../src/audit/report/render.ts";
import { relocate } from "../../../src/audit/report/relocate.ts";
import type { AuditResult } from "../../../src/audit/result.ts";
import { readBaseline, writeBaseline } from "../../../src/audit/settings/baseline.ts";
import { visible } from "../../../src/cli/style.ts";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { auditFiles } from "../../audit/memoryTree.ts";

const golden = resolve(import.meta.dirname, "../../fixtures/audit/golden");
const options = { paint: (_style: string, text: string) => text, clean: visible, version: "1.2.3" };

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly baselineState?: string;
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  }[];
}

const sarif = (result: AuditResult, more: object = {}) =>
  (JSON.parse(renderReport(result, "sarif", { ...options, ...more })) as Sarif).runs[0];

describe("The report of an audit", () => {
  let result: AuditResult;
  before(async () => {
    result = await auditFiles(BARE_LOOP);
  });

  for (const format of REPORT_FORMATS) {
    // `UPDATE_GOLDEN=1` writes the files anew; what has changed is then seen in the diff.
    it(`looks as ${format} as it did`, async () => {
      const path = join(golden, `bare-loop.${format}`);
      const report = renderReport(result, format, options);
      if (process.env["UPDATE_GOLDEN"]) await writeFile(path, report);
      assert.equal(report, await readFile(path, "utf8"));
    });
  }

  it("shows as SARIF each failure with its rule, and keeps fingerprints when lines move", async () => {
    const run = sarif(result);
    assert.ok(run && run.results.length >= 7);
    for (const found of run.results) assert.equal(run.tool.driver.rules[found.ruleIndex]?.id, found.ruleId);
    const prints = run.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    assert.equal(new Set(prints).size, prints.length);
    const moved = await auditFiles({
      ...BARE_LOOP,
      "main.py": `# moved\n\n\n${String(BARE_LOOP["main.py"])}`,
    });
    assert.deepEqual(
      sarif(moved)?.results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints)),
      prints,
    );
  });

  it("escapes paths in SARIF and text in HTML and Markdown", async () => {
    const odd = await auditFiles({
      "a b/<x>#1.py": String(BARE_LOOP["main.py"]).replace("refund", "refund"),
    });
    assert.ok(
      sarif(odd)?.results.some(({ locations }) =>
        locations.some(
          ({ physicalLocation }) => physicalLocation.artifactLocation.uri === "a%20b/%3Cx%3E%231.py",
        ),
      ),
    );
    const html = renderReport(odd, "html", options);
    assert.ok(html.includes("a b/&lt;x&gt;#1.py") && !html.includes("<x>"));
  });

  it("says in SARIF what the baseline knew", () => {
    const baseline = readBaseline(writeBaseline(result));
    assert.deepEqual(
      new Set(sarif(result, { baseline })?.results.map(({ baselineState }) => baselineState)),
      new Set(["unchanged"]),
    );
    const empty = readBaseline('{"version":1,"findings":[]}');
    assert.deepEqual(
      new Set(sarif(result, { baseline: empty })?.results.map(({ baselineState }) => baselineState)),
      new Set(["new"]),
    );
  });

  it("names every place below the folder that it is told", () => {
    const text = renderReport(relocate(result, "services/api"), "text", options);
    assert.match(text, /^services\/api · anthropic 0\.40\.0 · 1 live model call$/m);
    assert.match(text, /^ +services\/api\/main\.py:4 {2}retries are switched off here$/m);
  });
});
