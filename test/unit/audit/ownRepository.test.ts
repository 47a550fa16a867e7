import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { audit } from "../../../src/audit/audit.ts";
import type { AuditResult, Place } from "../../../src/audit/result.ts";
import { RULES } from "../../../src/audit/rules/index.ts";
import { NodeSourceTree } from "../../../src/node/sourceTree.ts";
import { loadParser } from "../../audit/parser.ts";

const root = resolve(import.meta.dirname, "../../..");
const expectation = join(root, "test/fixtures/audit/own-repository.json");

/** A place by the text of its line, because lines move when something else is edited. */
async function placed({ file, line }: Place): Promise<string> {
  const text = await readFile(join(root, file), "utf8");
  return `${file}: ${text.split("\n")[line - 1]?.trim() ?? ""}`;
}

/** The live calls, and each item with its state and where the proof and the gaps are. */
const inWords = async ({ projects }: AuditResult): Promise<unknown> =>
  Object.fromEntries(
    await Promise.all(
      projects.map(async (project) => [
        project.root,
        {
          calls: await Promise.all(project.callSites.filter(({ live }) => live).map(placed)),
          items: Object.fromEntries(
            await Promise.all(
              project.items.map(async ({ code, state, provenance, evidence, gaps }) => [
                code,
                {
                  state,
                  provenance,
                  evidence: await Promise.all(
                    evidence.map(async (one) => `${await placed(one)} (${one.why})`),
                  ),
                  gaps: await Promise.all(gaps.map(async (one) => `${await placed(one)} (${one.why})`)),
                },
              ]),
            ),
          ),
        },
      ]),
    ),
  );

describe("The audit of this repository", function () {
  this.timeout(180_000);
  let result: AuditResult;
  before(async () => {
    result = await audit({ tree: new NodeSourceTree(root), parser: await loadParser(), rules: RULES });
  });

  it("reads all of it", () => {
    assert.ok(result.files.parsed > 500);
    assert.equal(result.files.failed, 0);
    assert.deepEqual(result.notices, []);
  });

  it("says what is committed: the calls of a model, and each item with its proof and its gaps", async () => {
    // `UPDATE_GOLDEN=1` writes it anew; what has changed is then seen in the diff.
    const said = await inWords(result);
    if (process.env["UPDATE_GOLDEN"]) await writeFile(expectation, `${JSON.stringify(said, undefined, 2)}\n`);
    assert.deepEqual(said, JSON.parse(await readFile(expectation, "utf8")));
  });

  it("judges the sample as its README tells it: retries are off, tools run whatever the model says", () => {
    const items = result.projects.find((project) => project.root === "media/sample-project")?.items ?? [];
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
