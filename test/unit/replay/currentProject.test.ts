import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import type { EditorTool } from "../../../src/core/editor.ts";
import type { ReplayResult, StepOutcome } from "../../../src/core/replay.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { recordingPath } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";

const INSTRUCTIONS = "Be brief.\n";
const AGENT = "---\nname: keeper\ntools: read_file, weather\n---\nYou keep the shop.\n";

const WEATHER: EditorTool = { name: "weather", description: "The weather of a city" };

describe("a recording against the project as it is now", () => {
  const folder = useTempFolder({
    "project/notes.txt": "the refund limit is 120\n",
    "project/AGENTS.md": INSTRUCTIONS,
    "project/.flightdeck/agents/keeper.md": AGENT,
  });

  /** Two calls of the model, between them one of our tools and one of another extension. */
  async function record(): Promise<void> {
    const engine = testEngine({
      folder: folder().path,
      api: [
        () => answer([toolUse("t1", "read_file", { path: "notes.txt" }), toolUse("t2", "weather", {})]),
        () => answer(["120, and it rains."]),
      ],
      approve: () => ({ decision: "allow", scope: "session" }),
      ports: { editorTools: { list: () => [WEATHER], invoke: () => Promise.resolve("rain") } },
    });
    const session = await engine.sessions.create({ agent: "keeper", model: MODEL });
    await session.send("What is the refund limit?");
    await engine.dispose();
  }

  /** In a process where no other extension has a tool. */
  async function replayed(settings: Partial<Settings> = {}) {
    const engine = testEngine({ folder: folder().path, pid: 101, settings });
    const steps: StepOutcome[] = [];
    const result: ReplayResult = await engine.replay.file(await recordingPath(folder().path), {
      project: "current",
      onStep: (step) => void steps.push(step),
    });
    await engine.dispose();
    return { result, outcomes: steps.map(({ outcome }) => outcome) };
  }

  it("hits at every step where nothing was changed, with tools that are not here now", async () => {
    await record();
    const { result, outcomes } = await replayed();
    assert.equal(result.divergence?.what, undefined, result.divergence?.now);
    assert.equal(result.status, "reproduced");
    assert.deepEqual(outcomes, ["hit", "hit", "hit", "hit"]);
  });

  it("differs from the first step on where the project's instructions or the agent's file were changed", async () => {
    await record();
    const changes = [
      { path: "project/AGENTS.md", text: "Be thorough.\n", now: /Be thorough/, before: /Be brief/ },
      {
        path: "project/.flightdeck/agents/keeper.md",
        text: AGENT.replace("shop", "store"),
        now: /keep the store/,
        before: /keep the shop/,
      },
    ];
    for (const { path, text, now, before } of changes) {
      const kept = path.endsWith("AGENTS.md") ? INSTRUCTIONS : AGENT;
      await writeFile(folder().at(path), text);
      const { result, outcomes } = await replayed();
      assert.equal(result.status, "diverged", path);
      assert.equal(result.divergedAt, 0, path);
      assert.deepEqual(outcomes, ["changed", "not_comparable", "not_comparable", "not_comparable"]);
      assert.match(result.divergence?.recorded ?? "", before);
      assert.match(result.divergence?.now ?? "", now);
      await writeFile(folder().at(path), kept);
    }
    await rm(folder().at("project/AGENTS.md"));
    assert.equal((await replayed()).result.divergedAt, 0, "instructions that are gone");
  });

  it("differs where a setting acts, not before", async () => {
    await record();
    const { result, outcomes } = await replayed({ maxIterations: 1 });
    assert.equal(result.status, "diverged");
    assert.deepEqual(outcomes.slice(0, 3), ["hit", "hit", "hit"]);
    assert.equal(result.divergedAt, 3);
  });
});
