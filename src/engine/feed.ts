import type { Session, SessionListener } from "../agent/session.ts";
import type { Sessions } from "./sessions.ts";

type SessionEvent = Parameters<SessionListener>[0];

/**
 * Everything that a session has recorded and will: first the lines so far, from its recording and without secrets, then
 * what happens, without a gap or a line twice. Returns the function that ends it.
 */
export async function feed(
  sessions: Sessions,
  session: Session,
  listener: SessionListener,
): Promise<() => void> {
  let held: SessionEvent[] | undefined = [];
  let last = -1;
  const deliver = (event: SessionEvent): void => {
    if ("line" in event) {
      if (event.line.seq <= last) return;
      last = event.line.seq;
    }
    listener(event);
  };
  const unsubscribe = session.subscribe((event) => {
    if (held === undefined) deliver(event);
    else held.push(event);
  });
  try {
    await session.flush();
    if (session.recorded) for await (const line of sessions.shown(session.id)) deliver({ line });
    const waiting = held;
    held = undefined;
    for (const event of waiting) deliver(event);
  } catch (error) {
    unsubscribe();
    throw error;
  }
  return unsubscribe;
}
