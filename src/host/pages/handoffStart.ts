import { FlightdeckError } from "../../core/failure.ts";
import { handedOver } from "../../views/handoff.ts";
import { messageOf } from "../../views/largeText.ts";
import type { SessionView } from "../sessionView.ts";
import type { ChatStart } from "./chatStart.ts";

export interface HandoffStart {
  readonly start: ChatStart;
  /** The message, where it is to be sent without another look. */
  readonly message?: string;
}

/** What a page begins with when another agent goes on where a session stands. */
export function handoffStart(view: SessionView | undefined, index: number): HandoffStart {
  const handoff = view?.session.agent.handoffs[index];
  if (view === undefined || handoff === undefined || view.session.running)
    throw new FlightdeckError("internal", "This hand-off is no longer offered.", {
      advice: "Pick the agent above the conversation instead.",
    });
  const { session, transcript, place } = view;
  const { agent, prompt, send, model } = handoff;
  const items = transcript.turns().flatMap(({ id }) => transcript.itemsOf(id));
  const text = handedOver(session.agent.name, items);
  const start = { agent, parent: place, ...(model !== undefined && { model }) };
  if (send && prompt !== "") return { start, message: messageOf(prompt, [{ id: 0, text }]) };
  const attached = text === "" ? {} : { attached: { label: `Answer of ${session.agent.name}`, text } };
  return { start: { ...start, ...attached, ...(prompt !== "" && { draft: prompt }) } };
}
