import { modelName } from "../../core/modelName.ts";
import type { Engine } from "../../engine.ts";
import type { KnownNames } from "../../views/agentFile/names.ts";
import { formatTokens } from "../../views/figures.ts";

/** What can be named in an agent file of this project, now. */
export async function knownNames(engine: Engine): Promise<KnownNames> {
  const { agents } = await engine.agents();
  return {
    agents: agents.map(({ name, description }) => ({ name, detail: description || "no description" })),
    models: [
      ...engine.models
        .families()
        .map(({ name, id }) => ({ name, detail: `the newest of its family: ${id}` })),
      ...(await engine.models.list()).map(({ contextWindow, maxOutput, ...model }) => ({
        name: modelName(model),
        detail: `${formatTokens(contextWindow)} tokens of context, at most ${formatTokens(maxOutput)} of output`,
      })),
    ],
  };
}
