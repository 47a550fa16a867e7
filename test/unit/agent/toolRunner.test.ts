import assert from "node:assert/strict";
import type { ToolResultBlock, ToolUseBlock } from "../../../src/core/model.ts";
import { FlightdeckError } from "../../../src/core/failure.ts";
import { ToolError, type Effects, type Tool } from "../../../src/core/tool.ts";
import { runTools } from "../../../src/agent/toolRunner.ts";
import { fakeToolCall } from "../../support/calls.ts";
import { settle, VirtualClock } from "../../support/virtualClock.ts";

const use = (id: string, name: string, input: unknown = {}): ToolUseBlock => ({
  type: "tool_use",
  id,
  name,
  input,
});

const redact = (text: string): string => text.replaceAll("SECRET", "[secret]");

/** Tools that note when they begin and end; each takes two rounds of the event loop. */
function setUp(parts: Partial<Record<string, Partial<Tool>>> = {}) {
  const log: string[] = [];
  const tool = (name: string, effects: Effects): Tool => ({
    name,
    description: "",
    inputSchema: {},
    effects,
    source: "builtin",
    title: (input) => `${name} ${String((input as { n?: string }).n)}`,
    async run(input) {
      const { n } = input as { n: string };
      log.push(`+${n}`);
      await settle(2);
      log.push(`-${n}`);
      return { text: `result of ${n}` };
    },
    ...parts[name],
  });
  const tools = new Map([tool("read", "read"), tool("write", "write")].map((each) => [each.name, each]));
  const abort = new AbortController();
  const call = fakeToolCall({ signal: abort.signal });
  let steps = 0;
  const run = async (...uses: ToolUseBlock[]): Promise<readonly ToolResultBlock[]> => {
    const options = { tools, clock: new VirtualClock(), redact };
    const runs = await runTools(uses, options, { ...call, nextStep: () => ++steps });
    return runs.map(({ result }) => result);
  };
  return { run, log, call, abort };
}

const contentOf = (result: ToolResultBlock | undefined): string =>
  typeof result?.content === "string" ? result.content : "";

describe("the tool calls of an answer", () => {
  it("that only read run side by side; one that does more waits and lets others wait", async () => {
    const { run, log } = setUp();
    const names = ["read", "read", "write", "read", "read", "write", "write"];
    await run(...names.map((name, n) => use(`t${n}`, name, { n: String(n) })));
    assert.deepEqual(log.join(" "), "+0 +1 -0 -1 +2 -2 +3 +4 -3 -4 +5 -5 +6 -6");
  });

  it("have their results in the order of the calls, whichever was done first", async () => {
    const { run, call } = setUp({
      read: {
        run: async (input) => {
          const { n } = input as { n: number };
          await settle(n);
          return { text: String(n) };
        },
      },
    });
    const results = await run(use("a", "read", { n: 9 }), use("b", "read", { n: 1 }));
    assert.deepEqual(results, [
      { type: "tool_result", tool_use_id: "a", content: "9" },
      { type: "tool_result", tool_use_id: "b", content: "1" },
    ]);
    assert.deepEqual(
      call.recorder.of("tool").map((line) => line.call),
      ["b", "a"],
      "recorded as they were done",
    );
  });

  it("are recorded with arguments, result, title, changes and time, each with a span of its own", async () => {
    const changes = [{ path: "a.py", after: "hash" }];
    const full = { blob: "b" as never, bytes: 9 };
    const { run, call } = setUp({ write: { run: () => Promise.resolve({ text: "done", changes, full }) } });
    await run(use("t1", "write", { n: "x" }));
    const [, span] = call.tracer.spans;
    assert.deepEqual(call.recorder.of("tool"), [
      {
        call: "t1",
        turn: "turn",
        span: span?.context,
        name: "write",
        title: "write x",
        input: { n: "x" },
        text: "done",
        isError: false,
        duration: 0,
        full,
        changes,
      },
    ]);
    assert.deepEqual(
      [span?.name, span?.ended, span?.failure, span?.attributes["gen_ai.tool.call.id"]],
      ["execute_tool write", 1, undefined, "t1"],
    );
    assert.equal(span?.parent, call.span.context);
    assert.deepEqual(
      call.seen.live.map(({ type }) => type),
      ["tool_started"],
    );
    assert.ok(call.recorder.flushes > 0, "what was decided is on the disk before anything is done");
  });

  it("that fail tell the model why, and the run goes on", async () => {
    const failures: readonly (readonly [unknown, string, RegExp])[] = [
      [new ToolError("no such file", "tool_error"), "tool_error", /^no such file$/],
      [new ToolError("not allowed", "approval_denied"), "approval_denied", /^not allowed$/],
      [new FlightdeckError("storage", "the disk is full"), "storage", /^the disk is full$/],
      [new TypeError("x is not a function"), "tool_error", /^The tool failed: x is not a function$/],
      ["a mere text", "tool_error", /^The tool failed: a mere text$/],
    ];
    for (const [thrown, failure, text] of failures) {
      const { run, call } = setUp({ read: { run: () => Promise.reject(thrown) } });
      const [failed, fine] = await run(use("t1", "read"), use("t2", "write", { n: "1" }));
      assert.deepEqual([failed?.is_error, fine?.is_error], [true, undefined]);
      assert.match(contentOf(failed), text);
      const [recorded] = call.recorder.of("tool");
      assert.deepEqual([recorded?.isError, recorded?.failure], [true, failure]);
      assert.equal(call.tracer.spans[1]?.failure, failure);
    }
  });

  it("of a tool that says itself that it failed are failures too", async () => {
    const { run, call } = setUp({
      read: { run: () => Promise.resolve({ text: "exit code 1", isError: true, failure: "tool_error" }) },
    });
    const [result] = await run(use("t1", "read"));
    assert.deepEqual(result, {
      type: "tool_result",
      tool_use_id: "t1",
      content: "exit code 1",
      is_error: true,
    });
    const [, span] = call.tracer.spans;
    assert.equal(span?.failure, "tool_error");
    assert.match(String(span.error), /exit code 1/);
  });

  it("of a tool that there is not are answered so", async () => {
    const { run, call } = setUp();
    const [result] = await run(use("t1", "constructor"));
    assert.equal(result?.content, "There is no tool named constructor.");
    assert.equal(call.recorder.of("tool")[0]?.failure, "invalid_tool_arguments");
  });

  it("are not broken by a title that cannot be made", async () => {
    const { run, call } = setUp({ read: { title: () => { throw new Error("no path"); } } }); // prettier-ignore
    const [result] = await run(use("t1", "read", { n: "1" }));
    assert.equal(result?.content, "result of 1");
    assert.equal(call.recorder.of("tool")[0]?.title, "");
  });

  it("hide secrets in results, in failures and in what the span shows of them", async () => {
    for (const thrown of [new ToolError("token SECRET"), new TypeError("bad SECRET")]) {
      const { run, call } = setUp({
        read: { run: () => Promise.reject(thrown) },
        write: { run: () => Promise.resolve({ text: "a SECRET" }) },
      });
      const results = await run(use("t1", "read"), use("t2", "write"));
      const error = call.tracer.spans[1]?.error as Error;
      assert.ok(
        !JSON.stringify([results, call.recorder.lines, error.message, error.stack]).includes("SECRET"),
      );
      assert.ok(error.stack?.includes("[secret]"));
    }
  });

  it("that had not run when the person stopped are answered so, every one of them", async () => {
    const { run, abort, log } = setUp({
      write: {
        run: async (_input, { signal }) => {
          await settle(1);
          abort.abort();
          signal.throwIfAborted();
          return { text: "" };
        },
      },
    });
    const results = await run(
      use("a", "read", { n: "1" }),
      use("b", "write"),
      use("c", "read", { n: "2" }),
      use("d", "write"),
    );
    assert.deepEqual(
      results.map(({ tool_use_id: id, is_error: failed }) => [id, failed]),
      [
        ["a", undefined],
        ["b", true],
        ["c", true],
        ["d", true],
      ],
    );
    assert.match(contentOf(results[1]), /stopped the run/);
    assert.deepEqual(log, ["+1", "-1"]);
  });
});
