import type { AgentSource } from "./agent.ts";

type Dialect = AgentSource["dialect"];

/** A field of an agent file's frontmatter. */
export interface AgentField {
  /** As our own dialect writes it. */
  readonly name: string;
  /** Where another dialect writes it differently. */
  readonly spelling?: Partial<Readonly<Record<Dialect, string>>>;
  /** Other words that people use for it, beside any mix of hyphens, underscores and capitals. */
  readonly alias?: readonly string[];
  /** Where it is offered. */
  readonly dialects: readonly Dialect[];
  /** What it does here, as a sentence. */
  readonly detail: string;
  /** What may stand behind the colon. */
  readonly values?: "tools" | "models" | "agents" | readonly string[];
}

const ALL: readonly Dialect[] = ["flightdeck", "claude", "copilot"];
const CLAUDE: readonly Dialect[] = ["claude"];
const COPILOT: readonly Dialect[] = ["copilot"];
const YES_NO = ["true", "false"];

/** The fields that we use, then those that we know and leave to the tool that they are for. */
export const AGENT_FIELDS: readonly AgentField[] = [
  {
    name: "name",
    dialects: ALL,
    detail: "The agent's name; the file's own name where absent.",
  },
  {
    name: "description",
    dialects: ALL,
    detail: "What the agent is for, in one sentence that people see where they pick it.",
  },
  {
    name: "model",
    alias: ["models"],
    dialects: ALL,
    values: "models",
    detail:
      "The model, or a list in order of preference. `inherit`, or no such field, means the one that the person picked.",
  },
  {
    name: "tools",
    alias: ["allowedTools"],
    dialects: ALL,
    values: "tools",
    detail: "The tools that the agent may use; all where absent, none where empty.",
  },
  {
    name: "disallowedTools",
    dialects: ["flightdeck", "claude"],
    values: "tools",
    detail: "Tools that the agent must not use, whatever `tools` says.",
  },
  {
    name: "maxTurns",
    alias: ["maxIterations", "maxSteps"],
    dialects: ["flightdeck", "claude"],
    detail: "The most model calls in one turn. Can only tighten the setting `flightdeck.maxIterations`.",
  },
  {
    name: "maxTokens",
    alias: ["maxOutputTokens"],
    dialects: ["flightdeck"],
    detail: "The most output tokens of one model call. Can only tighten the setting `flightdeck.maxTokens`.",
  },
  {
    name: "mcpServers",
    spelling: { copilot: "mcp-servers" },
    dialects: ALL,
    detail:
      "MCP servers that the agent needs: names of those in `.mcp.json` or `.vscode/mcp.json`; a definition here is not used. Each starts only after the person's consent.",
  },
  {
    name: "handoffs",
    dialects: ["flightdeck", "copilot"],
    detail:
      "Buttons after an answer that go on with another agent: `label`, `agent`, `prompt`, `send`, `model`.",
  },
  {
    name: "agents",
    alias: ["subagents"],
    dialects: ["flightdeck", "copilot"],
    values: "agents",
    detail: "Other agents that the person can go on with after an answer.",
  },
  {
    name: "user-invocable",
    alias: ["userInvokable"],
    dialects: ["flightdeck", "copilot"],
    values: YES_NO,
    detail: "`false`: the agent is not offered to people; others hand over to it.",
  },
  {
    name: "permissionMode",
    dialects: CLAUDE,
    values: ["default", "plan"],
    detail: "Not used here: what an agent may do without asking is the person's setting, never the file's.",
  },
  { name: "hooks", dialects: ["claude", "copilot"], detail: "Not used here: nothing in an agent file runs." },
  { name: "skills", dialects: CLAUDE, detail: "Not used here." },
  {
    name: "memory",
    dialects: CLAUDE,
    values: ["user", "project", "local"],
    detail: "Not used here.",
  },
  { name: "background", dialects: CLAUDE, values: YES_NO, detail: "Not used here." },
  { name: "effort", dialects: CLAUDE, detail: "Not used here." },
  { name: "initialPrompt", dialects: CLAUDE, detail: "Not used here." },
  { name: "isolation", dialects: CLAUDE, values: ["worktree"], detail: "Not used here." },
  { name: "color", dialects: CLAUDE, detail: "Not used here." },
  { name: "argument-hint", dialects: COPILOT, detail: "Not used here." },
  {
    name: "target",
    dialects: COPILOT,
    values: ["vscode", "github-copilot"],
    detail: "Not used here: every agent is offered.",
  },
  { name: "disable-model-invocation", dialects: COPILOT, values: YES_NO, detail: "Not used here." },
  { name: "infer", dialects: COPILOT, values: YES_NO, detail: "Not used here; deprecated in Copilot." },
  { name: "metadata", dialects: COPILOT, detail: "Not used here." },
];

/** The field as a dialect writes it. */
export const spellingIn = (field: AgentField, dialect: Dialect): string =>
  field.spelling?.[dialect] ?? field.name;

const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_]/g, "");

const BY_WORD: ReadonlyMap<string, AgentField> = new Map(
  AGENT_FIELDS.flatMap((field) =>
    [field.name, ...(field.alias ?? [])].map((word) => [plain(word), field] as const),
  ),
);

/** The field that a key means, in whatever spelling. */
export const agentField = (key: string): AgentField | undefined => BY_WORD.get(plain(key));
