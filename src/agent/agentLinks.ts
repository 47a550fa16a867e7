import type { AgentMcpServer, Handoff } from "../core/agent.ts";
import type { Frontmatter } from "./frontmatter.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Of a button; a longer one is no label but a mistake. */
const LONGEST_LABEL = 80;

/** Names of the project's servers, as a list or by name; definitions on the spot are problems. */
export function mcpServersOf(frontmatter: Frontmatter): readonly AgentMcpServer[] {
  const value = frontmatter.value("mcpServers");
  if (value === undefined) return [];
  const entries = typeof value === "string" ? value.split(",") : Array.isArray(value) ? value : [value];
  const servers = entries.flatMap((entry: unknown): readonly (AgentMcpServer | undefined)[] => {
    if (typeof entry === "string") return entry.trim() === "" ? [] : [{ name: entry.trim() }];
    return isFields(entry) ? Object.entries(entry).map(defined) : [undefined];
  });
  const usable = servers.filter((server) => server !== undefined);
  if (usable.length < servers.length)
    frontmatter.report("mcpServers", "mcpServers must hold names of the project's MCP servers.");
  for (const { name, definition } of usable) if (definition) frontmatter.report(...definedHere(name));
  return usable;
}

/** A definition here would slip past the files that people know to look at. */
const definedHere = (name: string) =>
  [
    "mcpServers",
    `The MCP server ${name} is defined here, which is not used. Put the definition into .mcp.json (mcpServers) or .vscode/mcp.json (servers) and leave only its name here.`,
    "warning",
  ] as const;

function defined([name, definition]: [string, unknown]): AgentMcpServer | undefined {
  if (definition === null) return { name };
  return isFields(definition) ? { name, definition } : undefined;
}

/** What `handoffs` offers, then the agents that `agents` and, among the tools, `Agent(name)` name. */
export function handoffsOf(frontmatter: Frontmatter, tools: readonly string[] = []): readonly Handoff[] {
  const offered = handoffs(frontmatter);
  const named = [...(frontmatter.names("agents") ?? []), ...agentsIn(tools)];
  const rest = new Set(named.filter((name) => name !== "*" && !offered.some(({ agent }) => agent === name)));
  return [
    ...offered,
    ...[...rest].map((agent) => ({ label: `Go on with ${agent}`, agent, prompt: "", send: false })),
  ];
}

function handoffs(frontmatter: Frontmatter): readonly Handoff[] {
  const value = frontmatter.value("handoffs");
  if (value === undefined) return [];
  const found = (Array.isArray(value) ? value : [value]).map((entry: unknown) => {
    if (!isFields(entry)) return undefined;
    const { label, agent, prompt, send, model } = entry;
    if (typeof agent !== "string" || agent.trim() === "") return undefined;
    const name = agent.trim();
    return {
      label: (typeof label === "string" && label.trim().slice(0, LONGEST_LABEL)) || `Go on with ${name}`,
      agent: name,
      prompt: typeof prompt === "string" ? prompt.trim() : "",
      send: send === true,
      ...(typeof model === "string" && model.trim() !== "" && { model: model.trim() }),
    };
  });
  const usable = found.filter((handoff) => handoff !== undefined);
  if (usable.length < found.length)
    frontmatter.report("handoffs", "Each of handoffs needs the name of an agent, such as agent: reviewer.");
  return usable;
}

/** `Agent(planner, reviewer)` among the tools. */
const agentsIn = (tools: readonly string[]): readonly string[] =>
  tools
    .flatMap((tool) => (/^(?:Agent|Task)\((.*)\)$/.exec(tool)?.[1] ?? "").split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
