import assert from "node:assert/strict";
import { declareIn, type NewDeclaration } from "../../../src/audit/fixes/declare.ts";
import { applied } from "../../../src/audit/fixes/fix.ts";
import { readAuditFile } from "../../../src/audit/settings/auditFile.ts";
import { BARE_LOOP } from "../../audit/bareLoop.ts";
import { auditFiles, itemOf } from "../../audit/memoryTree.ts";

const NEW: NewDeclaration = {
  item: "AR10",
  owner: "ada",
  reason: "The gateway of the platform team falls back: see its runbook",
  expires: "2027-06-30",
};

const declared = (text: string | undefined): string => {
  const fix = declareIn(text, NEW);
  assert.ok(fix);
  return applied(text ?? "", fix.edits);
};

describe("Declaring an item", () => {
  it("writes a file that the audit reads, and turns the item until the day it ends", async () => {
    const { file, problems } = readAuditFile(declared(undefined));
    assert.deepEqual(problems, []);
    const [declaration] = file.declarations;
    assert.equal(declaration?.owner, "ada");
    const auditOn = (today: string) =>
      auditFiles(BARE_LOOP, {
        declared: { declarations: file.declarations, declaredIn: ".flightdeck/audit.yaml", today },
      });
    const during = itemOf(await auditOn("2027-06-30"), "AR10");
    assert.deepEqual([during.state, during.provenance], ["present", "declared"]);
    const over = await auditOn("2027-07-01");
    assert.equal(itemOf(over, "AR10").state, "absent");
    assert.deepEqual(
      over.notices.map(({ kind, message }) => [kind, message]),
      [["expired_declaration", "What ada declared for AR10 ended on 2027-06-30."]],
    );
  });

  it("keeps what the file says besides, with its comments", () => {
    const before =
      "# ours\nexclude:\n  - legacy/** # old\ndeclarations:\n  - item: AR04\n    owner: bo\n    reason: in Grafana\n    expires: 2027-01-01\n";
    const text = declared(before);
    assert.ok(text.startsWith("# ours\nexclude:\n  - legacy/** # old\n"));
    assert.deepEqual(
      readAuditFile(text).file.declarations.map(({ item, owner }) => [item, owner]),
      [
        ["AR04", "bo"],
        ["AR10", "ada"],
      ],
    );
  });

  it("fills a list that is there and empty", () => {
    assert.equal(readAuditFile(declared("rules:\n  AR04: off\ndeclarations:\n")).file.declarations.length, 1);
  });

  it("changes nothing in a file that is broken", () => {
    assert.equal(declareIn("rules: [", NEW), undefined);
    assert.equal(declareIn("- a list", NEW), undefined);
  });
});
