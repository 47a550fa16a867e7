import assert from "node:assert/strict";
import { AuditCache } from "../../../../src/audit/cache.ts";
import type { AuditOptions } from "../../../../src/audit/audit.ts";
import type { AuditResult } from "../../../../src/audit/result.ts";
import type { Observation } from "../../../../src/audit/runtime/observation.ts";
import { epochMs } from "../../../../src/core/units.ts";
import { auditFiles, itemOf } from "../../../audit/memoryTree.ts";
import { TRACE } from "../../../support/traces/manySpans.ts";

/** Line 3 is the call, without retries. */
const BARE = `import openai
client = openai.OpenAI(max_retries=0)
print(client.responses.create(model="m", input="hi"))
`;
const ACCEPTED = BARE.replace("\nprint", "\n# flightdeck: ignore[AR09] -- the mesh repeats it\nprint");

const seen = (more: Partial<Observation> = {}): Observation => ({
  item: "AR09",
  file: "main.py",
  line: 3,
  proves: "present",
  confidence: 0.95,
  what: "the call failed once and succeeded when it was repeated",
  at: epochMs(Date.parse("2026-11-22T17:04:30Z")),
  trace: TRACE,
  ...more,
});

const DECLARED: AuditOptions["declared"] = {
  declarations: [
    {
      item: "AR09",
      project: undefined,
      owner: "platform team",
      reason: "the mesh repeats requests",
      expires: "2027-01-31",
      line: 4,
    },
  ],
  declaredIn: ".flightdeck/audit.yaml",
  today: "2026-12-01",
};

const notices = ({ notices: all }: AuditResult): readonly (readonly [string, string, number])[] =>
  all.map(({ kind, file, line }) => [kind, file, line]);

describe("What people accept or vouch for, where spans show something else", () => {
  it("is reported at the comment that accepts as missing what was seen running, and the item shows both", async () => {
    const observations = [seen({ line: 4 })];
    const result = await auditFiles({ "main.py": ACCEPTED }, { observations });
    assert.deepEqual(notices(result), [["contradicted", "main.py", 3]]);
    assert.match(
      result.notices[0]?.message ?? "",
      /^What is accepted here as missing, AR09, is there: at 2026-11-22 17:04 UTC it was seen that the call failed once/,
    );
    const { state, evidence } = itemOf(result, "AR09");
    assert.equal(state, "not_applicable");
    assert.deepEqual(
      evidence.map(({ trace }) => trace),
      [undefined, TRACE],
    );
  });

  it("is not reported where nothing, another item, or only the weaker form was seen there", async () => {
    for (const observations of [
      [],
      [seen({ line: 4, item: "AR10" })],
      [seen({ line: 4, proves: "partial" })],
    ])
      assert.deepEqual(notices(await auditFiles({ "main.py": ACCEPTED }, { observations })), []);
  });

  it("is reported at the declaration that says more than what was seen running", async () => {
    const observations = [seen({ proves: "partial" })];
    const result = await auditFiles({ "main.py": BARE }, { observations, declared: DECLARED });
    assert.deepEqual(notices(result), [["contradicted", ".flightdeck/audit.yaml", 4]]);
    assert.match(
      result.notices[0]?.message ?? "",
      /^What is declared for AR09 is more than what runs: at 2026/,
    );
    const { state, provenance, evidence } = itemOf(result, "AR09");
    assert.deepEqual([state, provenance, evidence.length], ["present", "declared", 2]);
  });

  it("does not call a declaration unneeded that only spans of this machine show: elsewhere there are none", async () => {
    const result = await auditFiles({ "main.py": BARE }, { observations: [seen()], declared: DECLARED });
    assert.deepEqual(notices(result), []);
    const { state, provenance, evidence } = itemOf(result, "AR09");
    assert.deepEqual([state, provenance], ["present", "runtime"]);
    assert.match(evidence.at(-1)?.why ?? "", /^declared by platform team until 2027-01-31/);
    const shown = { "main.py": BARE.replace("max_retries=0", "max_retries=3") };
    const byCode = await auditFiles(shown, { observations: [seen()], declared: DECLARED });
    assert.deepEqual(notices(byCode), [["unused_declaration", ".flightdeck/audit.yaml", 4]]);
  });

  it("is reported again when the project is audited again unchanged", async () => {
    const options = { observations: [seen({ line: 4 })], cache: new AuditCache() };
    const first = await auditFiles({ "main.py": ACCEPTED }, options);
    assert.deepEqual(await auditFiles({ "main.py": ACCEPTED }, options), first);
  });
});
