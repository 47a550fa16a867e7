import type { AgentDefinition } from "../../core/agent.ts";
import type { SessionId } from "../../core/ids.ts";
import type { ModelRef, SessionHeader } from "../../core/lines.ts";
import { NO_COST, NO_USAGE } from "../../core/usage.ts";
import type { Engine } from "../../engine.ts";
import type { Attachment } from "../../protocol/chat.ts";
import type { SessionStatus } from "../../views/sessionStatus.ts";

/** What a chat page begins with, and what is kept of it over a reload. */
export interface ChatStart {
  readonly session?: SessionId;
  readonly agent?: string;
  readonly model?: string;
  /** Whether the session that begins is kept in memory only. */
  readonly private?: boolean;
  readonly draft?: string;
  /** What another agent hands over, and where from. */
  readonly attached?: Attachment;
  readonly parent?: SessionHeader["parent"];
}

/** The panel's title before the session has one. */
export const untitled = (start: ChatStart): string => (start.private ? "Private Chat" : "Chat");

/** The status of a session that begins with its first message. */
export const statusToCome = async (engine: Engine, start: ChatStart): Promise<SessionStatus> => ({
  title: "",
  agent: await agentToCome(engine, start),
  model: await modelToCome(engine, start),
  running: false,
  turnCost: NO_COST,
  sessionCost: NO_COST,
  usage: NO_USAGE,
  contextTokens: 0,
  contextWindow: 0,
});

export async function agentToCome(engine: Engine, { agent }: ChatStart): Promise<string> {
  return agent ?? firstOffered((await engine.agents()).agents);
}

export async function modelToCome(engine: Engine, { agent, model }: ChatStart): Promise<ModelRef> {
  if (model !== undefined) return engine.models.refOf(model);
  const { agents } = await engine.agents();
  const name = agent ?? firstOffered(agents);
  return engine.models.choose(agents.find((known) => known.name === name)?.models);
}

const firstOffered = (agents: readonly AgentDefinition[]): string =>
  agents.find(({ hidden }) => hidden !== true)?.name ?? "assistant";
