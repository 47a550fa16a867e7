import assert from "node:assert/strict";
import type { Declaration } from "../../../src/audit/settings/auditFile.ts";
import { auditFiles, itemOf } from "../../audit/memoryTree.ts";

const off = (comment: string, above = ""): string => `import anthropic

client = anthropic.Anthropic(max_retries=0)${comment}


def ask(question):
${above}    return client.messages.create(model="m", max_tokens=9, messages=[{"role": "user", "content": question}])


if __name__ == "__main__":
    print(ask("hello"))
`;

const kinds = (notices: readonly { readonly kind: string; readonly line: number }[]) =>
  notices.map(({ kind, line }) => [kind, line]);

describe("A finding that a person accepts", () => {
  it("counts without a comment", async () => {
    const result = await auditFiles({ "main.py": off("") });
    assert.equal(itemOf(result, "AR09").state, "absent");
    assert.deepEqual(result.notices, []);
  });

  for (const [where, source] of [
    ["at the gap", off("  # flightdeck: ignore[AR09] -- a batch job, run again by hand")],
    ["above the call", off("", "    # flightdeck: ignore[AR09] -- a batch job\n    # that is run by hand\n")],
    ["by the rule's id", off("  # flightdeck: ignore[reliability/retry-with-backoff] -- a batch job")],
    ["among others", off("  # flightdeck: ignore[AR10, AR09] -- a batch job")],
  ] as const) {
    it(`does not count when the comment stands ${where}`, async () => {
      const item = itemOf(await auditFiles({ "main.py": source }), "AR09");
      assert.deepEqual([item.state, item.provenance], ["not_applicable", "declared"]);
      assert.match(item.evidence[0]?.why ?? "", /a batch job/);
      assert.deepEqual(item.findings, []);
    });
  }

  it("counts where no reason is given, and says so", async () => {
    const result = await auditFiles({ "main.py": off("  # flightdeck: ignore[AR09]") });
    assert.equal(itemOf(result, "AR09").state, "absent");
    assert.deepEqual(kinds(result.notices), [["suppression_without_reason", 3]]);
  });

  it("is reported when there is nothing to accept any more", async () => {
    const source = off("").replace(
      "max_retries=0)",
      "max_retries=3)  # flightdeck: ignore[AR09] -- a batch job",
    );
    const result = await auditFiles({ "main.py": source });
    assert.equal(itemOf(result, "AR09").state, "present");
    assert.deepEqual(kinds(result.notices), [["unused_suppression", 3]]);
  });

  it("is reported when there is no such rule", async () => {
    const result = await auditFiles({ "main.py": off("  # flightdeck: ignore[AR99] -- why") });
    assert.deepEqual(kinds(result.notices), [["unknown_rule", 3]]);
  });

  it("is no comment when it is text in a string", async () => {
    const text = off("").replace("hello", "# flightdeck: ignore[AR09] -- no");
    const result = await auditFiles({ "main.py": text });
    assert.deepEqual(result.notices, []);
  });

  it("is a comment in TypeScript too", async () => {
    const source = `import OpenAI from "openai";
/* flightdeck: ignore[AR09] -- the queue repeats the job */
const client = new OpenAI({ maxRetries: 0 });
export const ask = (input: string) => client.responses.create({ model: "m", input });
ask("hello");
`;
    const item = itemOf(await auditFiles({ "main.ts": source }), "AR09");
    assert.deepEqual([item.state, item.provenance], ["not_applicable", "declared"]);
  });
});

const declaration = (more: Partial<Declaration> = {}): Declaration => ({
  item: "AR09",
  project: undefined,
  owner: "platform team",
  reason: "the mesh repeats requests",
  expires: "2027-01-31",
  line: 4,
  ...more,
});
const audited = (declarations: readonly Declaration[], today = "2027-01-31") =>
  auditFiles(
    { "main.py": off("") },
    { declared: { declarations, declaredIn: ".flightdeck/audit.yaml", today } },
  );

describe("A declaration", () => {
  it("makes an item present until the end of its last day, and names its owner", async () => {
    const item = itemOf(await audited([declaration()]), "AR09");
    assert.deepEqual([item.state, item.provenance], ["present", "declared"]);
    assert.deepEqual(item.evidence, [
      {
        file: ".flightdeck/audit.yaml",
        line: 4,
        why: "declared by platform team until 2027-01-31: the mesh repeats requests",
      },
    ]);
  });

  it("counts no longer on the day after, and says so", async () => {
    const result = await audited([declaration()], "2027-02-01");
    assert.equal(itemOf(result, "AR09").state, "absent");
    assert.deepEqual(kinds(result.notices), [["expired_declaration", 4]]);
  });

  it("is about its project only", async () => {
    const result = await audited([declaration({ project: "services/api" })]);
    assert.equal(itemOf(result, "AR09").state, "absent");
    assert.deepEqual(kinds(result.notices), [["unused_declaration", 4]]);
  });
});
