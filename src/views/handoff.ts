import type { AgentDefinition } from "../core/agent.ts";
import type { TranscriptItem } from "./transcriptItems.ts";

/** A hand-off as a button. */
export interface HandoffChoice {
  /** Its place among the agent's hand-offs. */
  readonly index: number;
  readonly label: string;
  /** Who goes on, with what, and whether at once. */
  readonly detail: string;
}

/** The hand-offs that can be offered: those to agents that exist. */
export const handoffChoices = (
  { handoffs }: Pick<AgentDefinition, "handoffs">,
  agents: readonly Pick<AgentDefinition, "name">[],
): readonly HandoffChoice[] =>
  handoffs.flatMap(({ label, agent, prompt, send }, index) => {
    if (!agents.some(({ name }) => name === agent)) return [];
    const what = prompt === "" ? "You say what to do." : `“${prompt}”`;
    const when = send && prompt !== "" ? "Sent at once." : "You can change the message before it is sent.";
    return [{ index, label, detail: `${agent} goes on in a session of its own. ${what} ${when}` }];
  });

/**
 * What the next agent is told of the conversation: it begins a session of its own, so it has seen none
 * of it. Empty where there was no answer.
 */
export function handedOver(agent: string, items: readonly TranscriptItem[]): string {
  const asked = items.findLast((item) => item.kind === "user")?.text ?? "";
  const answered = items.findLast((item) => item.kind === "answer" && item.text.trim() !== "");
  if (answered?.kind !== "answer") return "";
  return `I asked the agent ${agent}:\n\n${asked.trim()}\n\nIts answer was:\n\n${answered.text.trim()}`;
}
