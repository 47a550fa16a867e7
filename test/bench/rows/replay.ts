import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RecordedSession } from "../../../src/engine/replay/recordedSession.ts";
import { rerun } from "../../../src/engine/replay/rerun.ts";
import { readSource } from "../../../src/engine/replay/source.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { recordingPath } from "../../support/sessionFiles.ts";
import { answer, toolUse } from "../../support/messagesApi.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";
import { median } from "../statistics.ts";

/** A model call is a step, a tool call is one: a session of usual length, run so often that it is 1,000 steps. */
const STEPS = 40;
const RUNS = 25;

/** What a step of a deterministic re-run costs. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const path = await record(folder);
    const storage = new NodeStorage();
    const runs: number[] = [];
    const reads: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const read = await timed(() => readSource(storage, path));
      const again = await timed(async () => {
        const { tape } = await rerun(new RecordedSession(read.result.lines));
        if (tape.mismatch !== undefined) throw new Error(`it is not the same at line ${tape.mismatch.at}`);
      });
      reads.push(read.took / STEPS);
      runs.push(again.took / STEPS);
    }
    return [
      {
        name: `running ${(STEPS * RUNS).toLocaleString("en-US")} steps again, per step`,
        unit: "ms",
        value: median(runs),
        baseline: { name: "reading and parsing its lines", value: median(reads) },
        target: { of: "value", limit: "at most", amount: 1 },
      },
    ];
  });

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly took: number }> {
  const started = performance.now();
  const result = await work();
  return { result, took: performance.now() - started };
}

/** A turn that reads a file again and again, and then answers. */
async function record(folder: string): Promise<string> {
  const project = join(folder, "project");
  await mkdir(project, { recursive: true });
  await writeFile(join(project, "notes.txt"), "the refund limit is 120\n");
  let call = 0;
  const engine = testEngine({
    folder,
    settings: { "loops.nudgeAfter": 1_000, "loops.stopAfter": 1_000, "loops.noProgress": 1_000 },
    api: [
      ({ body }) => {
        const { content = [] } = body.messages.at(-1) ?? {};
        const asked = content.some(({ type }) => type === "tool_result");
        const over = asked && ++call === STEPS / 2;
        return over ? answer(["Done."]) : answer([toolUse(`t${call}`, "read_file", { path: "notes.txt" })]);
      },
    ],
  });
  const session = await engine.sessions.create({ model: MODEL });
  await session.send("Look at the notes again and again");
  await engine.dispose();
  return recordingPath(folder);
}
