import assert from "node:assert/strict";
import { foreignFailure, type ForeignFailure } from "../../../src/core/foreignFailure.ts";

const of = (type: string, more: Partial<ForeignFailure> = {}) =>
  foreignFailure({ kind: "call", type, message: "", ...more });

describe("a failure of another program", () => {
  it("is of our class where its name, status or message says so", () => {
    assert.equal(of("anthropic.RateLimitError"), "rate_limit");
    assert.equal(of("openai.APITimeoutError"), "timeout");
    assert.equal(of("500"), "server_error");
    assert.equal(of("APIStatusError", { status: 529 }), "overloaded");
    assert.equal(of("BadRequestError", { message: "prompt is too long: 210000 tokens" }), "invalid_request");
    assert.equal(of("", { message: "prompt is too long: 210000 tokens" }), "context_overflow");
    assert.equal(of("asyncio.CancelledError"), "cancelled");
    assert.equal(of("budget_exceeded"), "budget_exceeded");
  });

  it("is another error where nothing tells", () => {
    assert.equal(of("KeyError"), "other");
    assert.equal(of("", { message: "" }), "other");
  });

  it("of a tool is the tool's, whatever it ran into", () => {
    assert.equal(of("ConnectionError", { kind: "tool" }), "tool_error");
    assert.equal(of("TimeoutError", { kind: "tool" }), "tool_timeout");
    assert.equal(of("AbortError", { kind: "tool" }), "cancelled");
  });
});
