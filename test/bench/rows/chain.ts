import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { besideBare } from "../besideBare.ts";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";

const CALLS = 25;
const PROMPT = "Is all well?";

/**
 * What the whole chain of safeguards adds to a model call: budget and ledger over the disk, retries, spans and
 * recording, against the bare SDK and the same server. Each answer is paused, so that a turn is one model call
 * after the other and nothing else; a sample is the time from a request to the next.
 */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const project = join(folder, "project");
    await mkdir(project);
    const { subject, baseline } = await besideBare(folder, PROMPT, CALLS, "pause");
    return [figure(subject, baseline)];
  });

const figure = (subject: number, baseline: number): Figure => ({
  name: "a model call with all its safeguards",
  unit: "ms",
  value: subject,
  baseline: { name: "the bare SDK", value: baseline },
  target: { of: "difference", limit: "at most", amount: 2 },
});
