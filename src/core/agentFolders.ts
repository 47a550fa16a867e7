import type { AgentSource } from "./agent.ts";

/** Where agent files lie, first the dialect whose file wins where two agents share a name. */
export const AGENT_FOLDERS: readonly { readonly folder: string; readonly dialect: AgentSource["dialect"] }[] =
  [
    { folder: ".flightdeck/agents", dialect: "flightdeck" },
    { folder: ".claude/agents", dialect: "claude" },
    { folder: ".github/agents", dialect: "copilot" },
  ];
