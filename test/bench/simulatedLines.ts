import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { LineBody } from "../../src/core/lines.ts";
import { projectRoot } from "../workbench/paths.ts";
import { testEngine } from "../support/testEngine.ts";

const PROMPTS = [
  "What is the refund limit?",
  "Add a retry to the client in src/api.py",
  "/simulate rate_limit",
  "Which files deal with orders?",
];

/** The lines of a session in which the simulated model works on the sample project. */
export async function simulatedLines(folder: string): Promise<readonly LineBody[]> {
  await cp(join(projectRoot, "media/sample-project"), join(folder, "project"), { recursive: true });
  const engine = testEngine({ folder, approve: () => ({ decision: "allow", scope: "once" }) });
  const session = await engine.sessions.create({ model: { provider: "simulated", id: "simulated" } });
  const lines: LineBody[] = [];
  session.subscribe((event) => {
    if ("line" in event) lines.push({ type: event.line.type, data: event.line.data } as LineBody);
  });
  for (const prompt of PROMPTS) await session.send(prompt);
  await engine.dispose();
  return lines;
}
