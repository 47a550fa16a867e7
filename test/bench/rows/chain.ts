import { mkdir } from "node:fs/promises";
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
const MODEL = { provider: "anthropic", id: "claude-sonnet-5-5" } as const;
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
    const server = await zeroDelayServer(CALLS, "pause");
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
  name: "a model call with all its safeguards",
  unit: "ms",
  value: subject,
  baseline: { name: "the bare SDK", value: baseline },
  target: { of: "difference", limit: "at most", amount: 2 },
});

async function oneTurn(engine: Engine): Promise<void> {
  const session = await engine.sessions.create({ model: MODEL });
  const { failure } = await session.send(PROMPT);
  if (failure !== undefined) throw failure;
  await engine.sessions.close(session);
}
