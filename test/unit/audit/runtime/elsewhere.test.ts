import assert from "node:assert/strict";
import type { Observation } from "../../../../src/audit/runtime/observation.ts";
import { placeElsewhere } from "../../../../src/audit/runtime/elsewhere.ts";
import { epochMs } from "../../../../src/core/units.ts";
import { auditFiles, itemOf, type Files } from "../../../audit/memoryTree.ts";
import { TRACE } from "../../../support/traces/manySpans.ts";

const seen = (file: string, more: Partial<Observation> = {}): Observation => ({
  item: "AR03",
  file,
  line: 3,
  function: "agent.ask",
  proves: "present",
  confidence: 0.95,
  what: "a span of this call was received",
  at: epochMs(Date.parse("2026-11-22T17:04:30Z")),
  trace: TRACE,
  ...more,
});
const nameless = (file: string): Observation => {
  const { function: _function, ...rest } = seen(file);
  return rest;
};

/** The files that observations are found to be about; `hint` for one that has lost its place. */
const placed = (observation: Observation, ...paths: readonly string[]): readonly string[] =>
  placeElsewhere([observation], paths).map(({ file, line }) =>
    file === undefined && line === undefined ? "hint" : `${file}:${line}`,
  );

/** The same where another folder of the window has files, too. */
const withOther = (path: string, besides: readonly string[]): readonly string[] =>
  placeElsewhere([seen(path)], ["src/agent.py"], besides).map(({ file }) => file ?? "hint");

const AGENT = `import openai
def ask(q):
    return openai.OpenAI().responses.create(model="m", input=q)
print(ask("hi"))
`;
const judged = async (files: Files, observation: Observation) =>
  itemOf(
    await auditFiles(files, { observations: placeElsewhere([observation], Object.keys(files)) }),
    "AR03",
  );

describe("A span from a program that ran elsewhere", () => {
  it("is about the file that shares the longest end of its path", () => {
    const tree = ["src/agent.py", "services/api/src/agent.py", "web/agent.py"];
    assert.deepEqual(placed(nameless("/app/api/src/agent.py"), ...tree), ["services/api/src/agent.py:3"]);
    assert.deepEqual(placed(nameless("/srv/web/agent.py"), ...tree), ["web/agent.py:3"]);
    assert.deepEqual(placed(nameless("C:/app/web/agent.py"), ...tree), ["web/agent.py:3"]);
    assert.deepEqual(placed(nameless("web/agent.py"), "apps/web/agent.py"), ["apps/web/agent.py:3"]);
  });

  it("is a hint where two files share the same end, and nothing where it names no function either", () => {
    const tree = ["services/api/src/agent.py", "services/web/src/agent.py"];
    assert.deepEqual(placed(seen("/app/src/agent.py"), ...tree), ["hint"]);
    assert.deepEqual(placed(nameless("/app/src/agent.py"), ...tree), []);
    assert.deepEqual(placed(seen("/app/src/agent.py", { function: "<module>" }), ...tree), []);
  });

  it("is found by a file's name alone only where no other has it and the function is named", () => {
    assert.deepEqual(placed(seen("/app/agent.py"), "src/agent.py", "src/tools.py"), ["src/agent.py:3"]);
    assert.deepEqual(placed(nameless("/app/agent.py"), "src/agent.py"), []);
    assert.deepEqual(placed(seen("/app/agent.py"), "src/agent.py", "web/agent.py"), ["hint"]);
  });

  it("is about the folder of the window whose file shares more of its path, and a hint where two share as much", () => {
    assert.deepEqual(withOther("/app/src/agent.py", ["lib/agent.py"]), ["src/agent.py"]);
    assert.deepEqual(withOther("/app/src/agent.py", ["src/agent.py"]), ["hint"]);
    assert.deepEqual(withOther("/app/api/src/agent.py", ["api/src/agent.py"]), []);
    assert.deepEqual(withOther("/app/agent.py", ["lib/agent.py"]), ["hint"]);
  });

  it("is nothing where no file of the project has its name, and stays where the file is known", () => {
    assert.deepEqual(placed(seen("/app/src/other.py"), "src/agent.py"), []);
    assert.deepEqual(placed(seen("/app/agent.md"), "docs/agent.md"), []);
    const known = seen("src/agent.py");
    assert.deepEqual(placeElsewhere([known], ["src/agent.py", "web/src/agent.py"]), [known]);
  });

  it("raises the call as sure as its place is, and says which path it had there", async () => {
    const item = await judged({ "src/bot/agent.py": AGENT }, seen("/app/bot/agent.py"));
    assert.deepEqual([item.state, item.provenance], ["present", "runtime"]);
    assert.ok(item.confidence >= 0.8 && item.confidence < 0.95);
    assert.match(item.evidence[0]?.why ?? "", /as \/app\/bot\/agent\.py$/);
    const byName = await judged({ "src/bot/agent.py": AGENT }, seen("/app/agent.py"));
    assert.ok(byName.confidence >= 0.8 && byName.confidence < item.confidence);
  });

  it("raises nothing where the function is another one, or the place could be two", async () => {
    const other = seen("/app/agent.py", { function: "agent.answer" });
    assert.equal((await judged({ "src/agent.py": AGENT }, other)).state, "absent");
    const two = await judged({ "a/src/agent.py": AGENT, "b/src/agent.py": AGENT }, seen("/app/src/agent.py"));
    assert.equal(two.state, "absent");
    assert.match(two.gaps.at(-1)?.why ?? "", /^a hint, no proof: in a function named agent\.ask it was seen/);
  });
});
