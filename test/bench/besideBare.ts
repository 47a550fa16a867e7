import { join } from "node:path";
import { Anthropic } from "@anthropic-ai/sdk";
import type { Engine } from "../../src/engine.ts";
import { bareLoop } from "./bareLoop.ts";
import { BENCH_KEY, engineAt } from "./engineAt.ts";
import { alternate } from "./statistics.ts";
import { zeroDelayServer, type Asking } from "./zeroDelayServer.ts";

const ROUNDS = 20;
const MODEL = { provider: "anthropic", id: "claude-sonnet-5-5" } as const;

/**
 * Runs one turn of the whole engine and one of a bare loop over the SDK by turns, against the same server and in
 * `project` of a folder. The times between requests, in milliseconds.
 * @param asking what the model asks for in each of its `calls` answers.
 */
export async function besideBare(
  folder: string,
  prompt: string,
  calls: number,
  asking: Asking,
): ReturnType<typeof alternate> {
  const project = join(folder, "project");
  const server = await zeroDelayServer(calls, asking);
  const engine = engineAt(server.url, folder, project);
  const client = new Anthropic({ baseURL: server.url, apiKey: BENCH_KEY, maxRetries: 0, logLevel: "off" });
  try {
    return await alternate(ROUNDS, {
      subject: async () => {
        await oneTurn(engine, prompt);
        return server.takeIntervals();
      },
      baseline: async () => {
        await bareLoop(client, server.lastBody(), prompt, project);
        return server.takeIntervals();
      },
    });
  } finally {
    await engine.dispose();
    await server.close();
  }
}

async function oneTurn(engine: Engine, prompt: string): Promise<void> {
  const session = await engine.sessions.create({ model: MODEL });
  const { failure } = await session.send(prompt);
  if (failure !== undefined) throw failure;
  await engine.sessions.close(session);
}
