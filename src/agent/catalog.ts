import { join } from "node:path";
import type { AgentDefinition, AgentProblem, AgentSource } from "../core/agent.ts";
import { AGENT_FOLDERS } from "../core/agentFolders.ts";
import type { Files } from "../core/ports.ts";
import { parseAgentFile, type ParsedAgent } from "./agentFile.ts";
import { BUILTIN_AGENT } from "./builtinAgent.ts";
import { readProjectFile } from "../core/projectFile.ts";

/** An agent file is prose; anything larger is a mistake. */
const LARGEST_FILE = 1 << 20;

export interface AgentCatalog {
  /** The project's agents, then the built-in one. */
  readonly agents: readonly AgentDefinition[];
  readonly problems: readonly AgentProblem[];
}

/** Reads all agent files of all open folders. A file that cannot be used is a problem, not an error. */
export async function readAgents(files: Files): Promise<AgentCatalog> {
  const folders = files.roots.flatMap((root) =>
    AGENT_FOLDERS.map(({ folder, dialect }) => ({ root, path: join(root, folder), dialect })),
  );
  const parsed = (await Promise.all(folders.map((folder) => readFolder(files, folder)))).flat();
  const agents = new Map<string, AgentDefinition>();
  for (const { agent } of parsed) {
    if (agent !== undefined && !agents.has(agent.name)) agents.set(agent.name, agent);
  }
  if (!agents.has(BUILTIN_AGENT.name)) agents.set(BUILTIN_AGENT.name, BUILTIN_AGENT);
  const all = [...agents.values()].map((agent) => ({
    ...agent,
    handoffs: agent.handoffs.map((handoff) => ({ ...handoff, agent: nameOf(handoff.agent, agents) })),
  }));
  const problems = parsed.flatMap((file) => [...file.problems, ...strayHandoffs(file, all)]);
  return { agents: all, problems };
}

/** What VS Code calls its own agents, in whose place the built-in one serves. */
const VSCODE_AGENTS: ReadonlySet<string> = new Set(["agent", "ask", "edit"]);

/** The agent that a person or another agent's hand-off means. */
export const findAgent = (agents: readonly AgentDefinition[], name: string): AgentDefinition | undefined =>
  agents.find((agent) => agent.name === name) ?? (VSCODE_AGENTS.has(name) ? BUILTIN_AGENT : undefined);

const nameOf = (named: string, agents: ReadonlyMap<string, AgentDefinition>): string =>
  findAgent([...agents.values()], named)?.name ?? named;

function strayHandoffs({ agent }: ParsedAgent, agents: readonly AgentDefinition[]): readonly AgentProblem[] {
  const { source, handoffs = [], text = "" } = agent ?? {};
  if (source === undefined) return [];
  const lines = text.split("\n");
  return handoffs
    .filter((handoff) => findAgent(agents, handoff.agent) === undefined)
    .map(({ agent: name }) => ({
      path: source.path,
      line: Math.max(
        0,
        lines.findIndex((line) => line.includes(name)),
      ),
      column: 0,
      severity: "warning",
      message: `There is no agent named ${name} to hand over to. Known agents: ${agents.map((known) => known.name).join(", ")}.`,
    }));
}

/** An agent file, or a folder of them, in a root. */
interface Place extends AgentSource {
  readonly root: string;
}

async function readFolder(files: Files, folder: Place): Promise<readonly ParsedAgent[]> {
  try {
    if ((await files.stat(folder.path))?.kind !== "folder") return [];
    const names = (await files.list(folder.path))
      .filter(({ kind, name }) => kind !== "folder" && name.endsWith(".md"))
      .map(({ name }) => name);
    return await Promise.all(
      names.toSorted().map((name) => readFile(files, { ...folder, path: join(folder.path, name) })),
    );
  } catch (error) {
    return [unusable(folder.path, "The folder of agents", error)];
  }
}

async function readFile(files: Files, { root, ...source }: Place): Promise<ParsedAgent> {
  try {
    const text = await readProjectFile(files, root, source.path, LARGEST_FILE);
    return text === undefined ? { problems: [] } : parseAgentFile(text, source);
  } catch (error) {
    return unusable(source.path, "The agent file", error);
  }
}

function unusable(path: string, what: string, error: unknown): ParsedAgent {
  const message = `${what} cannot be used: ${(error as Error).message}.`;
  return { problems: [{ path, line: 0, column: 0, message }] };
}
