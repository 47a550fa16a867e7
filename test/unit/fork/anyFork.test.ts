import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { ToolCallId } from "../../../src/core/ids.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { ForkEdit } from "../../../src/engine/fork/edits.ts";
import { collect } from "../../support/collect.ts";
import {
  broken,
  FakeAnthropic,
  fault,
  refuse,
  say,
  truncatedCall,
  type Step,
} from "../../support/fakeAnthropic/index.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import type { ApiRequest, Block } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const thought = fc
  .constantFrom("so", "then", "well")
  .map((thinking): Block => ({ type: "thinking", thinking }));
const call = fc
  .constantFrom({ path: "a.txt" }, { path: "gone.txt" }, { wrong: 1 })
  .map((input): Block => ({ type: "tool_use", name: "read_file", input }));

/** What a server does with a request: mostly answers, with thinking and calls, sometimes something goes wrong. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.array(thought, { maxLength: 1 }), fc.array(call, { maxLength: 3 }))
      .map(([thoughts, calls]) => say(...thoughts, "I say.", ...calls)),
  },
  { weight: 1, arbitrary: fc.constant(refuse()) },
  { weight: 1, arbitrary: fc.constant(broken("cut")) },
  { weight: 1, arbitrary: fc.constant(fault("overloaded")) },
  { weight: 1, arbitrary: fc.constant(truncatedCall("read_file", '{"pa')) },
);

const edits = (calls: readonly ToolCallId[]): fc.Arbitrary<ForkEdit> =>
  fc.oneof(
    fc.constant({}),
    fc.constant({ message: "Otherwise" }),
    fc.constant({ system: "Be brief." }),
    fc.constant({ model: { provider: "anthropic", id: "claude-opus-5-5" } } as const),
    ...(calls.length === 0
      ? []
      : [fc.constantFrom(...calls).map((each) => ({ toolResult: { call: each, text: "else" } }))]),
  );

const callsBefore = (lines: readonly RecordedLine[], at: number): readonly ToolCallId[] =>
  lines.flatMap(({ seq, type, data }) =>
    type === "message" && seq < at
      ? data.content.flatMap((block) =>
          block.type === "tool_result" ? [block.tool_use_id as ToolCallId] : [],
        )
      : [],
  );

const session = fc.record({
  turns: fc.array(fc.array(step, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  retry: fc.boolean(),
});

describe("a fork at any step of any session", () => {
  const folder = useTempFolder({ "project/a.txt": "one\n" });

  /** Runs the session and forks it; the server's rejections of the forks' requests must be none. */
  async function forkAnywhere(
    { turns, retry }: { readonly turns: readonly (readonly Step[])[]; readonly retry: boolean },
    choose: fc.GeneratorValue,
  ): Promise<void> {
    let fake = new FakeAnthropic();
    const api = [(request: ApiRequest) => fake.handler(request)];
    const engine = testEngine({ folder: folder().path, api, ports: { storage: new MemoryStorage() } });
    try {
      const parent = await engine.sessions.create({ model: MODEL });
      for (const [n, steps] of turns.entries()) {
        fake.script(...steps);
        await parent.send(`Message ${n}`);
        if (retry && n === 0) await parent.retry();
      }
      const lines = await collect(engine.sessions.lines(parent.id));
      fake = new FakeAnthropic();
      for (let i = 0; i < 4; i++) {
        const at = choose(fc.nat, { max: lines.length - 1 });
        const edit = choose(edits, callsBefore(lines, at));
        const what = `line ${at} (${lines[at]?.type}), ${JSON.stringify(edit)}`;
        const fork = await engine.forks.fork({ from: parent.id, at, edit }).catch((error: unknown) => {
          // The call may stand on another branch.
          assert.match(String(error), /no result before this step/, what);
        });
        if (fork === undefined) continue;
        const { session: made, prompt, goesOn } = fork;
        const { failure } = await (goesOn ? made.goOn() : made.send(prompt ?? "Go on"));
        assert.deepEqual(fake.rejections, [], what);
        assert.equal(failure?.message, undefined, what);
        assert.equal(fake.accepted.at(-1)?.body.messages.at(-1)?.role, "user", what);
      }
    } finally {
      await engine.dispose();
    }
  }

  it("is accepted by a server that checks calls, results and every byte before signed thinking", async () => {
    await fc.assert(fc.asyncProperty(session, fc.gen(), forkAnywhere), { numRuns: 12 });
  });
});
