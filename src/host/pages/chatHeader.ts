import type { AgentDefinition } from "../../core/agent.ts";
import type { ModelInfo } from "../../core/model.ts";
import { modelName } from "../../core/modelName.ts";
import type { Files } from "../../core/ports.ts";
import type { HeldElsewhereError } from "../../engine/heldElsewhere.ts";
import type { Engine } from "../../engine.ts";
import type { ChatHeader } from "../../protocol/chat.ts";
import { handoffChoices } from "../../views/handoff.ts";
import type { SessionStatus } from "../../views/sessionStatus.ts";

/** A session's status with what can be picked. */
export async function chatHeader(
  engine: Engine,
  status: SessionStatus,
  readOnly: string | undefined,
  agent: AgentDefinition | undefined,
  held?: HeldElsewhereError,
): Promise<ChatHeader> {
  const { agents } = await engine.agents();
  const live = await engine.credentials.available();
  const stopped = await engine.emergencyStop.state().catch(() => undefined);
  const models = (await engine.models.list()).map((info) => ({
    id: modelName(info),
    label: info.label,
    ...detailOf(info, live),
  }));
  const modelId = modelName(status.model);
  const known = models.some(({ id }) => id === modelId);
  return {
    ...status,
    contextWindow: engine.models.info(status.model).contextWindow,
    agents: agents
      .filter(({ name, hidden }) => hidden !== true || name === status.agent)
      .map(({ name, description }) => ({ id: name, label: name, detail: description })),
    models: known ? models : [{ id: modelId, label: modelId }, ...models],
    modelId,
    ...(agent && { handoffs: handoffChoices(agent, agents) }),
    ...(readOnly !== undefined && { readOnly }),
    ...(held !== undefined && {
      elsewhere: held.isLocal ? ("this_machine" as const) : ("other_machine" as const),
    }),
    ...(stopped !== undefined && { stopped: `All agents were stopped by ${stopped.by}.` }),
    ...limitsOf(engine.ports.files),
  };
}

function detailOf({ provider, id }: ModelInfo, live: boolean): { readonly detail?: string } {
  switch (provider) {
    case "anthropic":
      return live ? {} : { detail: "needs an API key" };
    case "vscode":
      return { detail: `VS Code, ${id.slice(0, id.indexOf("/"))}: tokens are counted, money is not` };
    case "simulated":
      return {};
  }
}

function limitsOf({ roots, trusted }: Pick<Files, "roots" | "trusted">): Pick<ChatHeader, "limits"> {
  if (roots.length === 0) return { limits: "no_folder" };
  return trusted ? {} : { limits: "restricted" };
}
