import assert from "node:assert/strict";
import type { ContentBlock, ModelRequest } from "../../../src/core/model.ts";
import { withCacheMarks } from "../../../src/models/cacheMarks.ts";

const text = (value: string): ContentBlock => ({ type: "text", text: value });
const calls = (count: number): readonly ContentBlock[] =>
  Array.from({ length: count }, (_, i) => ({ type: "tool_use", id: `t${i}`, name: "x", input: {} }));
const results = (count: number): readonly ContentBlock[] =>
  Array.from({ length: count }, (_, i) => ({ type: "tool_result", tool_use_id: `t${i}`, content: "r" }));

const request: ModelRequest = {
  system: [
    { type: "text", text: "one" },
    { type: "text", text: "two" },
  ],
  tools: [{ name: "x", description: "", input_schema: { type: "object" } }],
  messages: [
    { role: "user", content: [text("a")] },
    { role: "assistant", content: [text("b"), ...calls(1)] },
    { role: "user", content: results(1) },
  ],
  maxTokens: 100,
};

/** The request with so many calls at once. */
const wide = (count: number): ModelRequest => ({
  ...request,
  messages: [
    { role: "user", content: [text("a")] },
    { role: "assistant", content: calls(count) },
    { role: "user", content: results(count) },
  ],
});

const inBlocks = (place: string, blocks: readonly object[]): string[] =>
  blocks.flatMap((block, index) =>
    "cache_control" in block ? [`${place}.${index} ${JSON.stringify(block.cache_control)}`] : [],
  );

/** Where marks stand, as `place.index` and the lifetime. */
function marksOf(marked: ModelRequest): readonly string[] {
  return [
    ...inBlocks("tools", marked.tools),
    ...inBlocks("system", marked.system),
    ...marked.messages.flatMap(({ content }, index) => inBlocks(`messages.${index}`, content)),
  ];
}

const FIVE = '{"type":"ephemeral","ttl":"5m"}';

describe("the marks for the prompt cache", () => {
  it("stand after tools and system prompt, and after the last message", () => {
    assert.deepEqual(marksOf(withCacheMarks(request, "5m")), [`system.1 ${FIVE}`, `messages.2.0 ${FIVE}`]);
    const hour = '{"type":"ephemeral","ttl":"1h"}';
    assert.deepEqual(marksOf(withCacheMarks(request, "1h")), [`system.1 ${hour}`, `messages.2.0 ${hour}`]);
  });

  it("are none where caching is off", () => {
    assert.equal(withCacheMarks(request, "off"), request);
  });

  it("stand after the tools where there is no system prompt", () => {
    const marks = marksOf(withCacheMarks({ ...request, system: [] }, "5m"));
    assert.deepEqual(marks, [`tools.0 ${FIVE}`, `messages.2.0 ${FIVE}`]);
    assert.deepEqual(marksOf(withCacheMarks({ ...request, system: [], tools: [] }, "5m")), [
      `messages.2.0 ${FIVE}`,
    ]);
  });

  it("never stand on thinking or on a kind that is not known, which the API refuses", () => {
    const thinking: ContentBlock = { type: "thinking", thinking: "t", signature: "s" };
    const odd = { type: "server_thing" } as unknown as ContentBlock;
    const paused = [...request.messages, { role: "assistant", content: [text("c"), thinking, odd] } as const];
    const marks = marksOf(withCacheMarks({ ...request, messages: paused }, "5m"));
    assert.deepEqual(marks, [`system.1 ${FIVE}`, `messages.3.0 ${FIVE}`]);
  });

  it("keep one at the message before where more came since than the API looks back over", () => {
    assert.equal(marksOf(withCacheMarks(wide(9), "5m")).length, 2);
    assert.deepEqual(marksOf(withCacheMarks(wide(10), "5m")), [
      `system.1 ${FIVE}`,
      `messages.0.0 ${FIVE}`,
      `messages.2.9 ${FIVE}`,
    ]);
  });
});
