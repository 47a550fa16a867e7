import { parseAgentFile } from "../agent/agentFile.ts";
import { BUILTIN_AGENT } from "../agent/builtinAgent.ts";
import { findAgent, readAgents } from "../agent/catalog.ts";
import type { AgentDefinition } from "../core/agent.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { SessionHeader } from "../core/lines.ts";
import type { Files } from "../core/ports.ts";

/** The agent of this name; the built-in one where there is no name. @throws FlightdeckError for an unknown one. */
export async function namedAgent(files: Files, name: string | undefined): Promise<AgentDefinition> {
  if (name === undefined) return BUILTIN_AGENT;
  const { agents } = await readAgents(files);
  const found = findAgent(agents, name);
  if (found !== undefined) return found;
  const known = agents.map((agent) => agent.name).join(", ");
  throw new FlightdeckError("invalid_request", `There is no agent named ${name}.`, {
    advice: `Known agents: ${known}.`,
  });
}

/** The agent of a recorded session: as its file is now, or as it was where the file is gone. */
export const agentOf = (files: Files, header: SessionHeader): Promise<AgentDefinition> =>
  namedAgent(files, header.agent.name).catch(() => recordedAgent(header));

function recordedAgent({ agent: { name, source: path, text } }: SessionHeader): AgentDefinition {
  if (path === undefined) return BUILTIN_AGENT;
  const { agent } = parseAgentFile(text, { path, dialect: "flightdeck" });
  return agent ?? { ...BUILTIN_AGENT, name, tools: [] };
}
