import assert from "node:assert/strict";
import type { FailureClass } from "../../../src/core/failure.ts";
import { ToolError, type Tool } from "../../../src/core/tool.ts";
import { ToolBreakers } from "../../../src/safeguards/toolBreaker.ts";
import { limitToolTime } from "../../../src/safeguards/toolTimeLimit.ts";
import { fakeToolCall } from "../../support/calls.ts";
import { VirtualClock } from "../../support/virtualClock.ts";
import { fakeTool, refusal } from "../tools/room.ts";

type Fate = "ok" | FailureClass;

function setUp(errors = 3, pause = 5) {
  const breakers = new ToolBreakers({ errors: () => errors, pause: () => pause });
  const call = fakeToolCall();
  let ran = 0;
  let fate: Fate = "ok";
  const tool: Tool = breakers.wrap(
    fakeTool({
      run: () => {
        ran++;
        return fate === "ok"
          ? Promise.resolve({ text: "done" })
          : Promise.reject(new ToolError("broken", fate));
      },
    }),
  );
  /** One model call whose answer calls the tool, once or several times; what came of each. */
  const answer = async (...fates: Fate[]): Promise<readonly string[]> => {
    breakers.beforeAsking();
    const results: string[] = [];
    for (fate of fates)
      results.push((await tool.run({}, call).catch((error: Error) => error)) instanceof Error ? "x" : "o");
    return results;
  };
  const states = () =>
    call.recorder.of("decision").map((line) => (line.safeguard === "tool_breaker" ? line.verdict : ""));
  return { breakers, tool, answer, call, states, ran: () => ran };
}

describe("a tool that keeps failing", () => {
  it("is switched off after three errors of one class, for five model calls, then one call tries it", async () => {
    const { answer, ran, states, call, tool } = setUp();
    for (let n = 0; n < 3; n++) await answer("tool_error");
    assert.deepEqual([ran(), states()], [3, ["open"]]);
    const refused = await refusal(tool.run({}, call));
    assert.match(
      refused.message,
      /^act is switched off, because it failed 3 times in a row \(tool error\)\. It did not run\./,
    );
    for (let n = 0; n < 5; n++) assert.deepEqual(await answer("ok"), ["x"]);
    assert.equal(ran(), 3);
    assert.deepEqual(await answer("ok"), ["o"]);
    assert.deepEqual(states(), ["open", "probe", "close"]);
    assert.deepEqual(call.span.events, [
      "flightdeck.tool_breaker.open",
      "flightdeck.tool_breaker.probe",
      "flightdeck.tool_breaker.close",
    ]);
    const [opened] = call.recorder.of("decision");
    assert.ok(opened?.safeguard === "tool_breaker");
    assert.deepEqual([opened.failure, opened.figures], ["tool_error", { errors: 3, pause: 5 }]);
  });

  it("goes off again when the try fails", async () => {
    const { answer, ran, states } = setUp(2, 1);
    for (const fate of ["tool_timeout", "tool_timeout", "ok", "tool_error", "ok"] as const)
      await answer(fate);
    assert.deepEqual([ran(), states()], [3, ["open", "probe", "open"]]);
  });

  it("is tried by one call only, when several come at once", async () => {
    const { answer, breakers, tool, call } = setUp(2, 1);
    for (const fate of ["tool_error", "tool_error", "ok"] as const) await answer(fate);
    breakers.beforeAsking();
    const both = await Promise.allSettled([tool.run({}, call), tool.run({}, call)]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
  });

  it("is switched off by five errors within eight calls, whatever their class", async () => {
    const { answer, states } = setUp();
    const fates: readonly Fate[] = [
      "tool_error",
      "tool_timeout",
      "ok",
      "tool_error",
      "tool_timeout",
      "ok",
      "ok",
      "tool_error",
    ];
    for (const [n, fate] of fates.entries()) {
      await answer(fate);
      assert.deepEqual(states(), n < 7 ? [] : ["open"]);
    }
  });

  it("counts the calls of one answer once, and one success among them as working", async () => {
    const { answer, states } = setUp();
    await answer("tool_error", "tool_error", "tool_error", "tool_error");
    await answer("tool_error", "ok");
    await answer("ok", "tool_error");
    await answer("tool_error");
    await answer("tool_error");
    assert.deepEqual(states(), []);
    await answer("tool_error");
    assert.deepEqual(states(), ["open"]);
  });

  it("is not meant where the model was wrong or a person said no", async () => {
    const { answer, states } = setUp();
    for (let n = 0; n < 9; n++) await answer(n % 2 === 0 ? "invalid_tool_arguments" : "approval_denied");
    assert.deepEqual(states(), []);
  });
});

const never = (): Promise<never> => new Promise(() => undefined);

describe("a tool call that takes too long", () => {
  it("is asked to stop and left behind, and the model is told", async () => {
    const clock = new VirtualClock();
    const call = fakeToolCall();
    let signal: AbortSignal | undefined;
    const stuck = fakeTool({ run: (_input, given) => ((signal = given.signal), never()) });
    const running = refusal(limitToolTime(stuck, { clock, seconds: () => 30 }).run({}, call));
    await clock.advance(30_000);
    const error = await running;
    assert.deepEqual([error.failure, signal?.aborted, call.signal.aborted], ["tool_timeout", true, false]);
    assert.match(error.message, /^act did not finish within 30 seconds/);
    const [decision] = call.recorder.of("decision");
    assert.ok(decision?.safeguard === "tool_time");
    assert.deepEqual(
      [decision.figures, call.span.events],
      [{ limitMs: 30_000 }, ["flightdeck.tool_time.stop"]],
    );
  });

  it("is none where it ends in time, or limits its own time", async () => {
    const clock = new VirtualClock();
    const quick = limitToolTime(fakeTool(), { clock, seconds: () => 30 });
    assert.equal((await quick.run({}, fakeToolCall())).text, "done");
    assert.equal(clock.waiting, 0);
    const own = fakeTool({ limitsItself: true });
    assert.equal(limitToolTime(own, { clock, seconds: () => 30 }), own);
  });
});
