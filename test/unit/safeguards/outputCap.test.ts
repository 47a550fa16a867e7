import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ToolCall } from "../../../src/core/call.ts";
import type { BlobId } from "../../../src/core/ids.ts";
import { ToolError, type Tool, type ToolOutput } from "../../../src/core/tool.ts";
import { capOutput } from "../../../src/safeguards/outputCap.ts";
import { fakeTool, refusal, toolCall } from "../tools/room.ts";

const saying = (text: string | Error): Tool =>
  fakeTool({
    run: () => (text instanceof Error ? Promise.reject(text) : Promise.resolve({ text, isError: true })),
  });

function keeping(): { call: ToolCall; kept: string[] } {
  const kept: string[] = [];
  const call = toolCall();
  const blob = (bytes: Uint8Array): Promise<BlobId> => {
    kept.push(Buffer.from(bytes).toString());
    return Promise.resolve("blob" as BlobId);
  };
  return { call: { ...call, recorder: { ...call.recorder, blob } }, kept };
}

const redact = (text: string): string => text.replaceAll("SECRET", "[secret:x:1]");
const plain = { redact: (text: string): string => text };
const capped = (text: string, limit: number, call: ToolCall): Promise<ToolOutput> =>
  capOutput(saying(text), { ...plain, limit }).run({}, call);

describe("a tool's output", () => {
  it("passes untouched up to the limit", async () => {
    const { call, kept } = keeping();
    assert.deepEqual(await capped("x".repeat(100), 100, call), { text: "x".repeat(100), isError: true });
    assert.deepEqual(kept, []);
  });

  it("of 20 MB is cut in the middle, says how much is left out, and is kept whole", async () => {
    const { call, kept } = keeping();
    const whole = `begin${"x".repeat(20e6)}end`;
    const output = await capOutput(saying(whole), plain).run({}, call);
    assert.match(output.text, /^beginx+\n\[… 19950008 characters left out: .*\]\nx+end$/);
    assert.ok(output.text.length < 51_000);
    assert.deepEqual(output.full, { blob: "blob", bytes: whole.length });
    assert.equal(output.isError, true);
    assert.ok(kept[0] === whole);
  });

  it("is never cut in the middle of a character", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", minLength: 30, maxLength: 60 }),
        fc.integer({ min: 2, max: 29 }),
        async (text, limit) => {
          const { text: part } = await capped(text, limit, keeping().call);
          assert.doesNotMatch(part, /\p{Surrogate}/u);
        },
      ),
    );
  });

  it("loses its secrets before it is cut and kept, so that not even half of one stays", async () => {
    const { call, kept } = keeping();
    const output = await capOutput(saying(`${"a".repeat(47)}SECRET${"b".repeat(100)}`), {
      redact,
      limit: 100,
    }).run({}, call);
    assert.doesNotMatch(output.text, /SEC|RET/);
    assert.doesNotMatch(kept[0] ?? "", /SECRET/);
  });

  it("that is an error is cut too and keeps its failure class", async () => {
    const tool = capOutput(saying(new ToolError("e".repeat(1_000), "tool_timeout")), {
      ...plain,
      limit: 100,
    });
    const error = await refusal(tool.run({}, toolCall()));
    assert.equal(error.failure, "tool_timeout");
    assert.ok(error.message.length < 250);
    await assert.rejects(capOutput(saying(new RangeError("defect")), plain).run({}, toolCall()), RangeError);
  });
});
