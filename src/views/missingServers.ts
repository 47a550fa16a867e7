import type { MissingServer } from "../core/mcp.ts";

/** What a person reads of servers whose tools a session began without: what happened, and what to do. */
export interface MissingText {
  readonly text: string;
  readonly advice: string;
}

export function missingText({ server, state, reason }: MissingServer): MissingText {
  const name = `The MCP server ${server}`;
  const again = "start a new session to use its tools.";
  switch (state) {
    case "starting":
    case "restarting":
    case "stopped":
    case "ready":
      return {
        text: `${name} was not ready when this session began, so its tools are not part of it.`,
        advice: `When it is ready in the Agents view, ${again}`,
      };
    case "failed":
      return {
        text: `${name} did not start (${reason ?? "it failed"}), so its tools are not part of this session.`,
        advice: `Look at what it wrote in the Agents view, then ${again}`,
      };
    case "needs_consent":
      return {
        text: `${name} is not allowed to run, so its tools are not part of this session.`,
        advice: `Allow it in the Agents view, or with --allow-mcp on the command line, then ${again}`,
      };
    case "restricted":
      return {
        text: `${name} does not run in Restricted Mode, so its tools are not part of this session.`,
        advice: `Trust the folder if you know who wrote what is in it, then ${again}`,
      };
    case "unusable":
      return {
        text: `${name} cannot start (${reason ?? "see Problems"}), so its tools are not part of this session.`,
        advice: `Mend its file, then ${again}`,
      };
    case "unknown":
      return {
        text: `The agent names the MCP server ${server}, which no file of the project defines.`,
        advice: `Define it in .mcp.json or .vscode/mcp.json, then ${again}`,
      };
  }
}

/** For whom a turn waits, in a sentence; undefined where it waits for nobody. */
export function waitingText(servers: readonly string[]): string | undefined {
  if (servers.length === 0) return undefined;
  return `Waiting for the MCP ${servers.length === 1 ? "server" : "servers"} ${servers.join(", ")} to start.`;
}
