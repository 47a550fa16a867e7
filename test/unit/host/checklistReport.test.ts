import assert from "node:assert/strict";
import type { ItemResult } from "../../../src/audit/result.ts";
import { reportOf, sentenceOf } from "../../../src/host/audit/checklistReport.ts";
import { checklist } from "../../../src/audit/auditor.ts";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { auditFiles } from "../../audit/memoryTree.ts";

const item = (state: ItemResult["state"], provenance: ItemResult["provenance"]): ItemResult => ({
  code: "AR01",
  id: "cost/per-request-cost-logged",
  searched: "",
  units: {},
  findings: [],
  state,
  provenance,
  confidence: 0.9,
  evidence: [],
  gaps: [],
});

describe("The checklist's report", () => {
  it("sums up without hiding what is only a default, declared or unknown", () => {
    const sentence = sentenceOf([
      item("present", "explicit"),
      item("present", "default"),
      item("present", "runtime"),
      item("present", "declared"),
      item("partial", "explicit"),
      item("absent", "none"),
      item("unknown", "none"),
      item("not_applicable", "none"),
    ]);
    assert.equal(
      sentence,
      "3 of 8 present (1 by default of the library, 1 seen running), 1 declared, 1 partial, 1 absent, 1 unknown, 1 not applicable.",
    );
  });

  it("shows the ten items in five groups, with a to-do where something is open", async () => {
    const result = await auditFiles(BARE_LOOP);
    const report = reportOf([
      { folder: "/p/agent", result, summary: "", checklist: checklist(), problems: [] },
    ]);
    const [project] = report.projects;
    assert.ok(project);
    assert.equal(project.name, "agent");
    assert.deepEqual(
      project.groups.map(({ title, items }) => [title, items.map(({ code }) => code)]),
      [
        ["Cost", ["AR01", "AR02"]],
        ["Observability", ["AR03", "AR04"]],
        ["Safety", ["AR05", "AR06"]],
        ["State", ["AR07", "AR08"]],
        ["Reliability", ["AR09", "AR10"]],
      ],
    );
    const retry = project.groups.at(-1)?.items[0];
    assert.equal(retry?.says, "absent");
    assert.equal(retry?.sure, "proven");
    assert.deepEqual(retry?.gaps[0], {
      folder: "/p/agent",
      file: "main.py",
      line: 4,
      why: "retries are switched off here",
    });
    assert.notEqual(retry?.toDo, "");
  });

  it("says why nothing could be judged", () => {
    const result = {
      projects: [],
      files: { parsed: 0, failed: 0, skipped: 0, reasons: [] },
      verdict: "nothing_analysable" as const,
      notices: [],
    };
    const report = reportOf([
      { folder: "/p", result, summary: "Nothing to audit: nothing is here.", checklist: [], problems: [] },
    ]);
    assert.equal(report.nothing, "Nothing to audit: nothing is here.");
    assert.equal(report.files, "0 files read.");
  });
});
