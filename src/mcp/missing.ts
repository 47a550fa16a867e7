import type { AgentDefinition } from "../core/agent.ts";
import type { McpState, MissingServer } from "../core/mcp.ts";
import { namesServer } from "./agentServers.ts";
import type { Entry } from "./entry.ts";

interface Surroundings {
  readonly trusted: boolean;
  /** Names of all servers that files of the project define. */
  readonly known: ReadonlySet<string>;
}

/**
 * The servers that somebody counts on and that have no tools now: those that the person allowed, and
 * those that the agent names. One that merely stands in a project's file is missed by nobody.
 */
export function missingServers(
  agent: AgentDefinition,
  absent: readonly Pick<Entry, "config" | "standing" | "state">[],
  { trusted, known }: Surroundings,
): readonly MissingServer[] {
  const missed = absent
    .filter(({ config, standing }) => standing === "allowed" || namesServer(agent, config.name))
    .map(({ config, state }) => missing(config.name, trusted ? state : { state: "restricted" }))
    .filter(({ state }) => state !== "ready");
  const unknown = new Set(agent.mcpServers.map(({ name }) => name).filter((name) => !known.has(name)));
  return [...missed, ...[...unknown].map((server): MissingServer => ({ server, state: "unknown" }))];
}

const missing = (server: string, state: McpState): MissingServer => ({
  server,
  state: state.state,
  ...("reason" in state && { reason: state.reason }),
});
