import type { ChatHeader } from "../../../src/protocol/chat.ts";
import { NO_COST, NO_USAGE } from "../../../src/core/usage.ts";
import { usd } from "./items.ts";

const base: ChatHeader = {
  title: "Add a retry to the client",
  agent: "support-agent",
  model: { provider: "anthropic", id: "claude-sonnet-5-5" },
  modelId: "claude-sonnet-5-5",
  running: false,
  turnCost: usd(0.012),
  sessionCost: usd(0.31),
  usage: NO_USAGE,
  contextTokens: 82_000,
  contextWindow: 200_000,
  agents: [
    { id: "assistant", label: "assistant", detail: "The built-in agent" },
    { id: "support-agent", label: "support-agent", detail: "Answers customers of the shop" },
    { id: "reviewer", label: "reviewer", detail: "Reads changes, writes nothing" },
  ],
  models: [
    { id: "claude-sonnet-5-5", label: "claude-sonnet-5-5", detail: "$3 / $15 per million tokens" },
    { id: "claude-haiku-4-5", label: "claude-haiku-4-5", detail: "$1 / $5 per million tokens" },
    { id: "simulated", label: "simulated", detail: "Works without a key, costs nothing" },
  ],
};

export const header = (more: Partial<ChatHeader> = {}): ChatHeader => ({ ...base, ...more });

export const fresh = (more: Partial<ChatHeader> = {}): ChatHeader =>
  header({ title: "", turnCost: NO_COST, sessionCost: NO_COST, contextTokens: 0, ...more });

export const simulated = { model: { provider: "simulated", id: "simulated" }, modelId: "simulated" } as const;
