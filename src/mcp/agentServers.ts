import type { AgentDefinition } from "../core/agent.ts";

/**
 * Whether an agent may use any tool of a server, so that it has to run: its file names the server, a
 * tool or a pattern of it (`mcp__server`, `mcp__server__*`, `server/*`), or restricts nothing. An agent
 * that lists its servers (`mcpServers`) gets no others.
 */
export function mayUseServer(agent: AgentDefinition, server: string): boolean {
  const { tools, disallowedTools, mcpServers } = agent;
  if (mcpServers.length > 0 && !mcpServers.some(({ name }) => name === server)) return false;
  const own = [`mcp__${server}__`, `${server}/`];
  const all = new Set([...own.map((start) => `${start}*`), `mcp__${server}`]);
  if (disallowedTools.some((pattern) => all.has(pattern))) return false;
  return tools === undefined || tools.some((pattern) => meansSome(pattern, own) || all.has(pattern));
}

/** Whether the agent's file names the server itself, not only with a pattern for all. */
export function namesServer({ tools = [], mcpServers }: AgentDefinition, server: string): boolean {
  const own = [`mcp__${server}__`, `${server}/`];
  return (
    mcpServers.some(({ name }) => name === server) ||
    tools.some((pattern) => pattern === `mcp__${server}` || own.some((start) => pattern.startsWith(start)))
  );
}

function meansSome(pattern: string, starts: readonly string[]): boolean {
  const isOpen = pattern.endsWith("*");
  const start = isOpen ? pattern.slice(0, -1) : pattern;
  return starts.some((each) => start.startsWith(each) || (isOpen && each.startsWith(start)));
}
