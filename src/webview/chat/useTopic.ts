import { useLayoutEffect, useReducer } from "preact/hooks";
import type { Conversation } from "../../views/conversation.ts";

/**
 * Draws the component again whenever this part of the conversation changes. It listens from the instant in which the
 * component was drawn: an effect comes only after the next frame, and what changed in between would stay unseen.
 */
export function useTopic(conversation: Conversation, topic: Parameters<Conversation["subscribe"]>[0]): void {
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  useLayoutEffect(() => conversation.subscribe(topic, redraw), [conversation, topic]);
}
