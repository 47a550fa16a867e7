import type { AgentSource } from "../../core/agent.ts";
import { TOOL_NAMES } from "../../core/toolNames.ts";

/** A name that can be written, with what it means. */
export interface KnownName {
  readonly name: string;
  readonly detail: string;
}

/** What a project and its person have besides the built-in tools. */
export interface KnownNames {
  readonly agents: readonly KnownName[];
  readonly models: readonly KnownName[];
}

const INHERIT: KnownName = { name: "inherit", detail: "the model that the person picked" };

/** The models in the order in which they are offered. */
export const modelNames = ({ models }: KnownNames): readonly KnownName[] => [INHERIT, ...models];

/** The tools as a dialect calls them, sets of them included. */
export function toolNames(dialect: AgentSource["dialect"]): readonly KnownName[] {
  if (dialect === "flightdeck") return TOOL_NAMES.map(({ name, detail }) => ({ name, detail }));
  const names = new Set(TOOL_NAMES.flatMap((tool) => tool[dialect].slice(0, 2)));
  return [...names].map((name) => ({ name, detail: ourMeaning(name) }));
}

/** `reads a file (read_file)`; empty for a name that means no tool of ours. */
export function ourMeaning(name: string): string {
  const meant = TOOL_NAMES.filter((tool) => [tool.name, ...tool.claude, ...tool.copilot].includes(name));
  return meant.map((tool) => (tool.name === name ? tool.detail : `${tool.detail} (${tool.name})`)).join(", ");
}
