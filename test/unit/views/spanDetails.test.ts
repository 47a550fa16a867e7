import assert from "node:assert/strict";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { SpanContext } from "../../../src/core/telemetry.ts";
import { SpanDetailsFold } from "../../../src/views/spanDetails.ts";
import { agentRun, sessionOfTurns } from "../../support/traces/agentRun.ts";
import { spanId } from "../../support/traces/manySpans.ts";

/** The spans with a name, in order of their start. */
const named = (lines: readonly RecordedLine[], name: string): readonly SpanContext[] =>
  lines.flatMap((line) =>
    line.type === "span" && line.data.phase === "started" && line.data.name.startsWith(name)
      ? [line.data]
      : [],
  );

const foldOf = (lines: readonly RecordedLine[], context: SpanContext): SpanDetailsFold => {
  const fold = new SpanDetailsFold(context);
  for (const line of lines) fold.take(line);
  return fold;
};

describe("a span's details", () => {
  const { lines } = agentRun();

  it("of a model call hold all its attempts, what each cost, and what safeguards decided", () => {
    const details = foldOf(lines, named(lines, "chat")[2]!).details();
    assert.deepEqual(
      details?.attempts.map(({ request, response }) => [
        request.attempt,
        response?.ok,
        (response?.cost.nanoUsd ?? 0) > 0,
      ]),
      [
        [1, false, false],
        [2, true, true],
      ],
    );
    assert.deepEqual(
      details?.decisions.map(({ decision }) => decision.verdict),
      ["wait"],
    );
    assert.equal(details?.hasMessages, true);
  });

  it("of an attempt hold that attempt alone", () => {
    const details = foldOf(lines, named(lines, "attempt 2")[0]!).details();
    assert.deepEqual(
      details?.attempts.map(({ request }) => request.attempt),
      [2],
    );
  });

  it("of a tool hold its input, its output and the error", () => {
    const details = foldOf(lines, named(lines, "execute_tool run_command")[0]!).details();
    assert.deepEqual(details?.tool?.input, { command: "pytest -q" });
    assert.match(details?.tool?.text ?? "", /1 failed, 11 passed/);
    assert.equal(details?.tool?.failure, "tool_error");
    assert.equal(details?.span.events[0]?.name, "exception");
    assert.equal(details?.hasMessages, false);
  });

  it("are none for a span that was never recorded", () => {
    assert.equal(foldOf(lines, { ...named(lines, "chat")[0]!, spanId: spanId(1) }).details(), undefined);
  });
});

describe("a span's messages", () => {
  const { lines } = sessionOfTurns();

  it("of a model call are what was sent, and the answer to it", () => {
    const messages = foldOf(lines, named(lines, "chat")[1]!).messages();
    assert.deepEqual(messages.system, ["You are a careful programmer."]);
    assert.deepEqual(
      messages.sent.map(({ role }) => role),
      ["user", "assistant", "user"],
    );
    assert.deepEqual(
      messages.answers[0]?.content.map(({ type }) => type),
      ["tool_use", "tool_use"],
    );
  });

  it("of a turn are the person's prompt and the last answer", () => {
    const messages = foldOf(lines, named(lines, "invoke_agent")[1]!).messages();
    assert.deepEqual(
      messages.sent.map(({ content }) => content),
      [[{ type: "text", text: "Which files did you change, and why?" }]],
    );
    assert.deepEqual(messages.answers[0]?.content, [{ type: "text", text: "Three." }]);
  });

  it("have no answer while there is none", () => {
    const chat = named(lines, "chat")[0]!;
    const until = lines.findIndex((line) => line.type === "request") + 1;
    assert.deepEqual(foldOf(lines.slice(0, until), chat).messages().answers, []);
  });
});
