import { crc32 } from "node:zlib";
import type { AgentDefinition } from "./agent.ts";
import type { MissingServer } from "./mcp.ts";
import type { Tool } from "./tool.ts";

/** Whoever waits for the tools of servers that are starting. */
export interface ToolWait {
  /** Fires when nobody waits any more: what is there by then is the answer. */
  readonly signal: AbortSignal;
  /** Hears the names of servers that are waited for. */
  readonly waitsFor?: (servers: readonly string[]) => void;
  /** Hears which servers the list is without, although the person allowed or the agent names them. */
  readonly without?: (missing: readonly MissingServer[]) => void;
}

/** Where foreign tools come from: MCP servers, extensions of VS Code. */
export interface ToolProvider {
  /**
   * The tools that there are now, unguarded. Waits for those that are starting, within a time limit of
   * its own, and never throws: what is not there is not in the list.
   */
  tools(agent: AgentDefinition, wait?: ToolWait): Promise<readonly Tool[]>;
  /** Why a tool of it that a session knows is not there now; undefined where it is none of its own. */
  whyAbsent?(tool: string): string | undefined;
}

export const isForeign = ({ source }: Pick<Tool, "source">): boolean => source !== "builtin";

/** The API takes `[a-zA-Z0-9_-]`, and old models at most this many. */
const LONGEST_NAME = 64;

/**
 * The name by which a model calls a foreign tool: `mcp__server__tool`, `vscode__tool`. A name that had to be
 * changed or cut ends with a checksum of the whole, so that two never become one.
 */
export function foreignToolName(...parts: readonly string[]): string {
  const whole = parts.join("__");
  const clean = whole.replace(/[^a-zA-Z0-9_-]/g, "_");
  if (clean === whole && whole.length <= LONGEST_NAME) return whole;
  const sum = crc32(whole).toString(16).padStart(8, "0");
  return `${clean.slice(0, LONGEST_NAME - sum.length - 1)}_${sum}`;
}

/** Whether a name of an agent file or a setting means the tool; a `*` at its end stands for any rest. */
export function meansTool(pattern: string, { name, aliases = [] }: Pick<Tool, "name" | "aliases">): boolean {
  const names = [name, ...aliases];
  if (!pattern.endsWith("*")) return names.includes(pattern);
  const start = pattern.slice(0, -1);
  return names.some((each) => each.startsWith(start));
}
