/** What an agent file says, in one form whatever its dialect. */
export interface AgentDefinition {
  readonly name: string;
  readonly description: string;
  /** Model ids in order of preference; empty where the file names none. */
  readonly models: readonly string[];
  /** Tools that the agent may use; undefined means all. */
  readonly tools?: readonly string[];
  readonly disallowedTools: readonly string[];
  /** The most model calls in one turn. */
  readonly maxTurns?: number;
  /** The most output tokens of one model call. */
  readonly maxTokens?: number;
  /** MCP servers that the agent needs. */
  readonly mcpServers: readonly AgentMcpServer[];
  /** Which agents the person may go on with after an answer. */
  readonly handoffs: readonly Handoff[];
  /** Only other agents hand over to it: it is not offered where a person picks one. */
  readonly hidden?: true;
  /** The body: the system prompt. */
  readonly prompt: string;
  /** Absent for the built-in agent. */
  readonly source?: AgentSource;
  /** The file as it was read. */
  readonly text: string;
}

export interface AgentSource {
  /** Absolute. */
  readonly path: string;
  readonly dialect: "claude" | "copilot" | "flightdeck";
}

/**
 * An MCP server that an agent file names: one of the project's by its name, or defined on the spot.
 * The definition is untrusted and as it stands in the file, in the shape of an entry of `.mcp.json`.
 */
export interface AgentMcpServer {
  readonly name: string;
  readonly definition?: Readonly<Record<string, unknown>>;
}

/** An offer to go on with another agent, in a session of its own. */
export interface Handoff {
  /** What the button says. */
  readonly label: string;
  /** The other agent's name. */
  readonly agent: string;
  /** What it is to do; may be empty. */
  readonly prompt: string;
  /** Whether the prompt is sent at once, without the person looking at it first. */
  readonly send: boolean;
  /** A model's id; the other agent's own where absent. */
  readonly model?: string;
}

/** Something wrong in an agent file; lines and columns from 0. */
export interface AgentProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** The end of the line where absent. */
  readonly endColumn?: number;
  readonly message: string;
  /** An error means that the file, or the field, cannot be used. */
  readonly severity?: "error" | "warning";
  /** What to write between `column` and `endColumn` instead. */
  readonly replacement?: string;
}
