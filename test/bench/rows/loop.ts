import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Anthropic } from "@anthropic-ai/sdk";
import type { Engine } from "../../../src/engine.ts";
import { bareLoop } from "../bareLoop.ts";
import { BENCH_KEY, engineAt } from "../engineAt.ts";
import type { Figure } from "../figure.ts";
import { withScratch } from "../scratch.ts";
import { alternate } from "../statistics.ts";
import { zeroDelayServer } from "../zeroDelayServer.ts";

const CALLS = 25;
const ROUNDS = 20;
const STEPS_PER_SAMPLE = 2;
const MODEL = { provider: "anthropic", id: "claude-sonnet-5-5" } as const;
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
    const server = await zeroDelayServer(CALLS, { paths: NOTES });
    const engine = engineAt(server.url, folder, project);
    const client = new Anthropic({ baseURL: server.url, apiKey: BENCH_KEY, maxRetries: 0, logLevel: "off" });
    try {
      const { subject, baseline } = await alternate(ROUNDS, {
        subject: async () => {
          await oneTurn(engine);
          return server.takeIntervals();
        },
        baseline: async () => {
          await bareLoop(client, server.lastBody(), PROMPT, project);
          return server.takeIntervals();
        },
      });
      return [figure(subject, baseline)];
    } finally {
      await engine.dispose();
      await server.close();
    }
  });

const figure = (subject: number, baseline: number): Figure => ({
  name: "a step, the mean of a model call and its tool call",
  unit: "ms",
  value: subject / STEPS_PER_SAMPLE,
  baseline: { name: "a bare SDK loop", value: baseline / STEPS_PER_SAMPLE },
  target: { of: "difference", limit: "at most", amount: 3 },
});

async function oneTurn(engine: Engine): Promise<void> {
  const session = await engine.sessions.create({ model: MODEL });
  const { failure } = await session.send(PROMPT);
  if (failure !== undefined) throw failure;
  await engine.sessions.close(session);
}
