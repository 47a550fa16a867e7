import assert from "node:assert/strict";
import { recordingPaths } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { testEngine } from "../../support/testEngine.ts";

describe("a fork", () => {
  const folder = useTempFolder({ "project/notes.txt": "the refund limit is 120\n" });

  for (const edit of [{}, { message: "Where is the notes file?" }, { system: "Be brave." }]) {
    const [what = "nothing"] = Object.keys(edit);
    it(`that changed ${what} runs again line for line, as its parent does`, async () => {
      const engine = testEngine({ folder: folder().path });
      const parent = await engine.sessions.create({ model: { provider: "simulated", id: "simulated" } });
      await parent.send("What is the refund limit?");
      const at = await engine.forks.lineOfStep(parent.id, 3);
      const { session, prompt, goesOn } = await engine.forks.fork({ from: parent.id, at, edit });
      await (goesOn ? session.goOn() : session.send(prompt ?? ""));
      await engine.sessions.flush(session.id);
      const paths = await recordingPaths(folder().path);
      assert.equal(paths.length, 2);
      for (const path of paths) {
        const { divergence, status, counts } = await engine.replay.file(path);
        assert.deepEqual([divergence?.what, status], [undefined, "reproduced"]);
        assert.ok(counts.hit > 0);
      }
      await engine.dispose();
    });
  }
});
