import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { besideBare } from "../besideBare.ts";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";

const CALLS = 25;
const STEPS_PER_SAMPLE = 2;
const PROMPT = "Look at the notes.";
/** A file for each call: who reads the same one again and again is stopped. */
const NOTES = Array.from({ length: CALLS }, (_, page) => `notes-${page}.txt`);

/**
 * What the loop adds to the SDK: the whole engine over the disk, with recording, ledger, spans, approvals and
 * redaction, against a bare loop over the same server that reads the same file. A sample is the time from a
 * request to the next, which is two steps: a model call and the tool call that it asks for.
 */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const project = join(folder, "project");
    await mkdir(project);
    for (const name of NOTES)
      await writeFile(join(project, name), `A line of ${name} about refunds.\n`.repeat(20));
    const { subject, baseline } = await besideBare(folder, PROMPT, CALLS, { paths: NOTES });
    return [figure(subject, baseline)];
  });

const figure = (subject: number, baseline: number): Figure => ({
  name: "a step, the mean of a model call and its tool call",
  unit: "ms",
  value: subject / STEPS_PER_SAMPLE,
  baseline: { name: "a bare SDK loop", value: baseline / STEPS_PER_SAMPLE },
  target: { of: "difference", limit: "at most", amount: 3 },
});
