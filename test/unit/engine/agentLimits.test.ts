import assert from "node:assert/strict";
import { FakeAnthropic, say } from "../../support/fakeAnthropic/index.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const agent = (limits: string): string => `---\nname: reader\ndescription: Reads.\n${limits}\n---\nRead.\n`;

const list = say({ type: "tool_use", name: "list_files", input: {} });

describe("an agent file's limits", () => {
  const folder = useTempFolder({ "project/notes.txt": "notes\n" });

  /** How many model calls the turn made, and how much output each might have. */
  async function run(limits: string): Promise<{ readonly calls: number; readonly output: unknown }> {
    await folder().write("project/.flightdeck/agents/reader.md", agent(limits));
    const fake = new FakeAnthropic({ otherwise: (_request, number) => (number < 4 ? list : say("Done.")) });
    const engine = testEngine({
      folder: folder().path,
      api: [fake.handler],
      settings: { maxIterations: 3, maxTokens: 2_000 },
    });
    const session = await engine.sessions.create({ agent: "reader", model: MODEL });
    assert.equal((await session.send("Go")).failure?.failure, "tool_loop");
    await engine.dispose();
    return { calls: fake.accepted.length, output: fake.accepted[0]?.body.max_tokens };
  }

  it("hold where they are stricter than the person's", async () => {
    assert.deepEqual(await run("maxTurns: 2\nmaxTokens: 1500"), { calls: 2, output: 1_500 });
  });

  it("loosen nothing that the person has set", async () => {
    assert.deepEqual(await run("maxTurns: 500\nmaxTokens: 100000"), { calls: 3, output: 2_000 });
  });
});
