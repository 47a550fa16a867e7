import assert from "node:assert/strict";
import { softRefusalOf } from "../../../src/core/refusal.ts";
import type { ModelResponse } from "../../../src/core/model.ts";
import { refusals, type RefusalOptions } from "../../../src/safeguards/refusal.ts";
import { fakeCall, REQUEST } from "../../support/calls.ts";
import {
  answered,
  ask,
  decisions,
  refused,
  scriptedModel,
  texts,
  type Outcome,
} from "../../support/scriptedModel.ts";

const SOFT = answered(["I'm sorry, but I cannot help with that."]);

async function asked(
  outcomes: readonly Outcome[],
  options: Partial<Record<keyof RefusalOptions, boolean>> = {},
) {
  const { mayRephrase = false, actsOnSoft = false, hasFallback = false } = options;
  const door = scriptedModel(outcomes);
  const call = fakeCall();
  let soft = 0;
  const model = refusals(door, {
    hasFallback,
    mayRephrase: () => mayRephrase,
    actsOnSoft: () => actsOnSoft,
    countSoft: () => ++soft,
  });
  return { ...(await ask(model, REQUEST, call)), decisions: decisions(call), door, call, model };
}

const declines = (text: string, stopReason = "end_turn"): boolean =>
  softRefusalOf({
    stopReason,
    content: [{ type: "text", text }],
  } as Partial<ModelResponse> as ModelResponse) !== undefined;

describe("a refusal", () => {
  it("is passed on as it is, unless the person allows more", async () => {
    const { response, decisions: made, door } = await asked([refused()]);
    assert.deepEqual([response?.stopReason, made, door.requests.length], ["refusal", [], 1]);
  });

  it("without a category is asked about once more in other words, where that is allowed", async () => {
    const { text, decisions: made, door } = await asked([refused()], { mayRephrase: true });
    assert.deepEqual([text, made], ["Hi", ["refusal rephrase"]]);
    const [first, second] = door.requests;
    assert.deepEqual(second?.messages.slice(0, -1), first?.messages);
    assert.deepEqual(door.calls[1]?.changes, [{ change: "added", messages: second?.messages.slice(-1) }]);
    assert.equal(door.calls[1]?.attempt.number, 2);
    const twice = await asked([refused(), refused()], { mayRephrase: true });
    assert.deepEqual([twice.response?.stopReason, twice.door.requests.length], ["refusal", 2]);
  });

  it("with a category is not, because other words do not change a policy", async () => {
    const { door } = await asked([refused("cyber")], { mayRephrase: true });
    assert.equal(door.requests.length, 1);
  });
});

describe("a refusal in words", () => {
  it("is marked and shown, and nothing else happens by itself", async () => {
    const { text, decisions: made } = await asked([SOFT], { mayRephrase: true, hasFallback: true });
    assert.deepEqual([text, made], ["I'm sorry, but I cannot help with that.", ["refusal soft"]]);
  });

  it("is counted, and the person reads how many there were", async () => {
    const { call, model } = await asked([SOFT, SOFT]);
    await ask(model, REQUEST, call);
    assert.match(texts(call)[0] ?? "", /^This looks like a refusal in words \(“[^”]+”\)\.$/);
    assert.match(texts(call)[1] ?? "", /It is number 2 since the session was opened\.$/);
  });

  it("is rephrased, or given to the next model, where the person allows it; its words are held back", async () => {
    const rephrased = await asked([SOFT], { mayRephrase: true, actsOnSoft: true });
    assert.deepEqual([rephrased.text, rephrased.decisions], ["Hi", ["refusal soft", "refusal rephrase"]]);
    const handedOn = await asked([SOFT], { actsOnSoft: true, hasFallback: true });
    assert.deepEqual([handedOn.text, handedOn.error?.failure], ["", "refusal"]);
    const last = await asked([SOFT], { actsOnSoft: true });
    assert.equal(last.text, "I'm sorry, but I cannot help with that.");
  });

  it("holds nothing back that is long or calls a tool", async () => {
    const long = `I cannot help with that ${"x".repeat(700)}`;
    const { text, decisions: made } = await asked([answered([long])], {
      actsOnSoft: true,
      mayRephrase: true,
    });
    assert.deepEqual([text, made], [long, []]);
  });

  it("is told from an answer by documented phrases", () => {
    for (const text of [
      "I cannot help with that.",
      "I can’t assist with this request.",
      "Sorry. I'm not able to help you create malware.",
      "I am unable to comply.",
      "I won't provide instructions for that.",
      "I will not continue with this.",
    ])
      assert.ok(declines(text), text);
    for (const text of [
      "I can't find the file src/api.py.",
      "I cannot write there: the file is read-only.",
      "The server cannot help with retries.",
      "I could not run the tests, because pytest is missing.",
      "I can help with that.",
    ])
      assert.ok(!declines(text), text);
    assert.ok(!declines("I cannot help with that.", "max_tokens"));
  });
});
