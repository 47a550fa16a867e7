import assert from "node:assert/strict";
import { AuditCache } from "../../../../src/audit/cache.ts";
import type { ItemCode, ItemResult } from "../../../../src/audit/result.ts";
import type { Observation } from "../../../../src/audit/runtime/observation.ts";
import { epochMs } from "../../../../src/core/units.ts";
import { auditFiles, itemOf, type Files } from "../../../audit/memoryTree.ts";
import { TRACE } from "../../../support/traces/manySpans.ts";

/** Line 6 is the call, 6 to 8 in all. */
const BARE = `import openai
client = openai.OpenAI(max_retries=0)
turns = []
def ask():
    turns.append({"role": "user", "content": input()})
    return client.chat.completions.create(
        model="gpt-5", messages=turns,
    )
while True:
    print(ask())
`;

const seen = (item: Observation["item"], more: Partial<Observation> = {}): Observation => ({
  item,
  file: "main.py",
  line: 7,
  proves: "present",
  confidence: 0.95,
  what: "it was seen",
  at: epochMs(Date.parse("2026-11-22T17:04:30Z")),
  trace: TRACE,
  ...more,
});

const judged = async (
  code: ItemCode,
  observations: readonly Observation[],
  files: Files = { "main.py": BARE },
): Promise<ItemResult> => itemOf(await auditFiles(files, { observations }), code);

const RAISED = ["AR01", "AR03", "AR08", "AR09", "AR10"] as const;

describe("What was seen running", () => {
  for (const code of RAISED)
    it(`raises ${code} of the call in whose lines the span was made, and says when and in which trace`, async () => {
      assert.equal((await judged(code, [])).state, "absent");
      const { state, provenance, evidence, gaps, findings } = await judged(code, [seen(code)]);
      assert.deepEqual([state, provenance], ["present", "runtime"]);
      assert.deepEqual(evidence[0], {
        file: "main.py",
        line: 7,
        why: "seen running at 2026-11-22 17:04 UTC: it was seen",
        trace: TRACE,
      });
      assert.deepEqual([gaps, findings], [[], []]);
    });

  for (const code of ["AR02", "AR04", "AR05", "AR06", "AR07"] as const)
    it(`leaves ${code} as it is`, async () => {
      const all = RAISED.map((item) => seen(item));
      assert.deepEqual(await judged(code, all), await judged(code, []));
    });

  it("raises one call and leaves the others, so that the item is partial", async () => {
    const two = `${BARE}\ndef other(turns):\n    return client.chat.completions.create(model="b", messages=turns)\n\nother([])\n`;
    const { state, units } = await judged("AR09", [seen("AR09")], { "main.py": two });
    assert.deepEqual([state, units], ["partial", { present: 1, absent: 1 }]);
  });

  it("raises nothing outside of the lines of a call", async () => {
    for (const line of [5, 9])
      assert.deepEqual(await judged("AR09", [seen("AR09", { line })]), await judged("AR09", []));
    assert.equal((await judged("AR09", [seen("AR09", { file: "other.py" })])).state, "absent");
  });

  it("raises nothing where the span names another function than stands there now", async () => {
    assert.equal((await judged("AR09", [seen("AR09", { function: "main.ask" })])).state, "present");
    assert.equal((await judged("AR09", [seen("AR09", { function: "main.answer" })])).state, "absent");
  });

  it("raises neither of two calls in one line", async () => {
    const both = `import openai\nclient = openai.OpenAI(max_retries=0)\na, b = client.responses.create(model="a", input="x"), client.responses.create(model="b", input="y")\n`;
    const item = await judged("AR09", [seen("AR09", { line: 3 })], { "main.py": both });
    assert.equal(item.state, "absent");
  });

  it("is a hint that changes no state where only the function's name fits", async () => {
    const hint: Observation = { ...seen("AR09"), function: "ask" };
    const { line: _line, ...named } = hint;
    const { file: _file, ...anywhere } = named;
    for (const observation of [named, anywhere]) {
      const { state, provenance, evidence, gaps } = await judged("AR09", [observation]);
      assert.deepEqual([state, provenance, evidence], ["absent", "none", []]);
      assert.match(gaps.at(-1)?.why ?? "", /^a hint, no proof: in a function named ask it was seen/);
      assert.equal(gaps.at(-1)?.trace, TRACE);
    }
  });

  it("is a hint where the file was changed since", async () => {
    const { state, gaps } = await judged("AR09", [seen("AR09", { outdated: true })]);
    assert.equal(state, "absent");
    assert.match(gaps.at(-1)?.why ?? "", /before main\.py was changed/);
  });

  it("takes the weaker form for partial, and never lowers what the code shows", async () => {
    const weaker = seen("AR09", { proves: "partial" });
    assert.equal((await judged("AR09", [weaker])).state, "partial");
    const kept = { "main.py": BARE.replace("max_retries=0", "max_retries=3") };
    const before = await judged("AR09", [], kept);
    for (const observation of [weaker, seen("AR09", { confidence: 0.1 })]) {
      const after = await judged("AR09", [observation], kept);
      assert.deepEqual(
        [after.state, after.provenance, after.confidence],
        [before.state, before.provenance, before.confidence],
      );
    }
  });

  it("says that a default was seen running, where it was only likely before", async () => {
    const files = { "main.py": BARE.replace("max_retries=0", "") };
    const before = await judged("AR09", [], files);
    assert.deepEqual([before.state, before.provenance], ["present", "default"]);
    const sure = Math.min(1, before.confidence + 0.05);
    const after = await judged("AR09", [seen("AR09", { confidence: sure })], files);
    assert.deepEqual([after.state, after.provenance, after.confidence], ["present", "runtime", sure]);
  });

  it("leaves what the code shows as partial where what was seen is only likely", async () => {
    const fixed = `import openai, time\nclient = openai.OpenAI(max_retries=0)\n\ndef ask(q):\n    for _ in range(3):\n        try:\n            return client.responses.create(model="a", input=q)\n        except openai.RateLimitError:\n            time.sleep(1)\n\nask("x")\n`;
    const files = { "main.py": fixed };
    assert.equal((await judged("AR09", [], files)).state, "partial");
    assert.equal((await judged("AR09", [seen("AR09", { confidence: 0.7 })], files)).state, "partial");
    assert.equal((await judged("AR09", [seen("AR09")], files)).state, "present");
  });

  it("raises nothing that a person has accepted", async () => {
    const accepted = BARE.replace(
      "    return client",
      "    # flightdeck: ignore[AR09] -- by the gateway\n    return client",
    );
    const observations = [seen("AR09", { line: 8 })];
    const item = await judged("AR09", observations, { "main.py": accepted });
    assert.equal(item.state, "not_applicable");
  });

  it("counts anew when it arrives, though no file has changed", async () => {
    const cache = new AuditCache();
    const files: Files = { "main.py": BARE };
    const audited = async (observations: readonly Observation[]): Promise<string> =>
      itemOf(await auditFiles(files, { cache, observations }), "AR03").state;
    assert.equal(await audited([]), "absent");
    assert.equal(await audited([seen("AR03")]), "present");
    assert.equal(await audited([]), "absent");
  });
});
