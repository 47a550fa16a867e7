import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ToolError, type Tool } from "../../../src/core/tool.ts";
import { validateArguments } from "../../../src/safeguards/toolArguments.ts";
import { fakeToolCall } from "../../support/calls.ts";
import { fakeTool, refusal, toolCall } from "../tools/room.ts";

const ran: unknown[] = [];

const toolWith = (inputSchema: Tool["inputSchema"]): Tool =>
  fakeTool({
    name: "look",
    inputSchema,
    approval: () => Promise.resolve(undefined),
    run(input) {
      ran.push(input);
      return Promise.resolve({ text: "ok" });
    },
  });

const LOOK = validateArguments(
  toolWith({
    type: "object",
    properties: {
      path: { type: "string", minLength: 1 },
      line: { type: "integer", minimum: 1 },
      mode: { enum: ["fast", "slow"] },
    },
    required: ["path"],
    additionalProperties: false,
  }),
);

const complaint = async (input: unknown, tool = LOOK): Promise<string> => {
  const error = await refusal(tool.run(input, toolCall()));
  assert.equal(error.failure, "invalid_tool_arguments");
  return error.message.split("\n").slice(1).join("\n");
};

describe("arguments of a tool", () => {
  beforeEach(() => ran.splice(0));

  it("pass unchanged where they fit", async () => {
    const input = { path: "a", line: 3 };
    assert.equal((await LOOK.run(input, toolCall())).text, "ok");
    assert.equal(ran[0], input);
  });

  it("are named one by one where they do not", async () => {
    assert.equal(await complaint({}), "- path is missing");
    assert.equal(
      await complaint({ path: "a", file: "b" }),
      '- there is no "file"; known are: path, line, mode',
    );
    assert.equal(await complaint({ path: "a", line: 0 }), "- line: must be >= 1, but is 0");
    assert.equal(
      await complaint({ path: "a", mode: "x" }),
      '- mode: must be one of ["fast","slow"], not "x"',
    );
    assert.equal((await complaint({ line: "3", x: 1 })).split("\n").length, 3);
    assert.deepEqual(ran, []);
  });

  it("are not coerced", async () => {
    assert.equal(await complaint({ path: "a", line: "3" }), '- line: must be integer, but is "3"');
    assert.equal(await complaint({ path: 1 }), "- path: must be string, but is 1");
  });

  it("that end in the middle of the JSON are never repaired, and the model is told what they are", async () => {
    const cut = await refusal(LOOK.run('{"path": "a"', toolCall()));
    assert.match(
      cut.message,
      /^The arguments of look are not complete JSON \(.+\), so it did not run\. Send the/,
    );
    assert.equal(cut.failure, "invalid_tool_arguments");
    const quoted = await refusal(LOOK.run('"{}"', toolCall()));
    assert.match(quoted.message, /they are a text, not an object/);
    assert.deepEqual(ran, []);
  });

  it("that do not fit leave a line in the recording with how many problems there are", async () => {
    const call = fakeToolCall();
    await refusal(LOOK.run({ line: 0 }, call));
    const [decision] = call.recorder.of("decision");
    assert.ok(decision?.safeguard === "tool_arguments");
    assert.deepEqual([decision.tool, decision.figures], ["look", { problems: 2 }]);
    assert.deepEqual(call.span.events, ["flightdeck.tool_arguments.stop"]);
  });

  it("have to be an object at all", async () => {
    assert.match(await complaint(undefined), /must be object/);
    assert.match(await complaint(null), /must be object, but is null/);
  });

  it("are described briefly, however large they are", async () => {
    assert.ok((await complaint({ path: ["x".repeat(1e6)] })).length < 200);
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, 1]));
    assert.match(await complaint({ path: "a", ...many }), /- and 990 more$/);
  });

  it("are checked before anybody is asked", async () => {
    await assert.rejects(LOOK.approval?.({}, toolCall()) ?? Promise.resolve(), ToolError);
  });

  it("never reach the tool as anything but what its schema allows", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (input) => {
        ran.splice(0);
        await LOOK.run(input, toolCall()).catch(() => undefined);
        assert.ok(ran.every((passed) => typeof (passed as { path: unknown }).path === "string"));
      }),
    );
  });

  it("are checked by a foreign tool's schema with its own id, dialect and formats, even twice", async () => {
    const foreign = {
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: "same",
      type: "object",
      properties: { at: { type: "string", format: "date-time" } },
      "x-note": 1,
    };
    for (const schema of [foreign, { ...foreign }]) {
      const tool = validateArguments(toolWith(schema));
      assert.equal((await tool.run({ at: "whenever" }, toolCall())).text, "ok");
      assert.match(await complaint({ at: 1 }, tool), /at: must be string/);
    }
  });
});
