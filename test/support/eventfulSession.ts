import type { SessionListener } from "../../src/agent/session.ts";
import type { SessionId } from "../../src/core/ids.ts";
import type { RecordedLine } from "../../src/core/lines.ts";
import {
  answer,
  answerEvents,
  apiError,
  cut,
  sse,
  stall,
  streamed,
  thinking,
  toolUse,
} from "./messagesApi.ts";
import type { MemoryStorage } from "./memoryStorage.ts";
import { strict } from "./strictApi.ts";
import { MODEL, testEngine } from "./testEngine.ts";

export type SessionEvent = Parameters<SessionListener>[0];

export interface EventfulSession {
  readonly id: SessionId;
  /** All that a watcher heard, in order. */
  readonly events: readonly SessionEvent[];
  readonly lines: readonly RecordedLine[];
}

const read = (id: string, path: string) => toolUse(id, "read_file", { path });
const secret = ["gh", "p_", "a1B2".repeat(9)].join("");

/**
 * A session in which nearly everything happens that can: tools side by side, an approved write, a failing
 * tool, a retry, a secret, a broken stream, a cut answer, branches, and a stop. Its files are those of
 * `storage`; its project is `folder`'s.
 */
export async function eventfulSession(folder: string, storage: MemoryStorage): Promise<EventfulSession> {
  const broken = answerEvents([thinking("on it"), "Here is the first", read("t6", "notes.txt")]).map(sse);
  const stalling = answerEvents(["I begin to write", "and go on"]).map(sse);
  const engine = testEngine({
    folder,
    ports: { storage },
    approve: () => ({ decision: "allow", scope: "session" }),
    api: [
      () => answer([thinking("where?"), "I look.", read("t1", "notes.txt"), read("t2", "missing.txt")]),
      () => answer([toolUse("t3", "write_file", { path: "new.txt", content: "x" }), read("t4", "new.txt")]),
      () => answer(["Done."]),
      () => apiError(529, "overloaded_error", "busy", { headers: { "retry-after-ms": "5" } }),
      () => apiError(529, "overloaded_error", "busy", { headers: { "retry-after-ms": "7" } }),
      () => answer(["After a while."]),
      () => streamed([...broken.slice(0, -3), cut]),
      () => answer(["Cut", toolUse("t7", "read_file", '{"path"')], { stopReason: "max_tokens" }),
      () => answer(["More"], { stopReason: "max_tokens" }),
      () => answer([toolUse("t8", "read_file", "no json")]),
      () => answer([], { stopReason: "refusal" }),
      () => streamed([...stalling.slice(0, 4), stall]),
    ].map(strict),
  });
  const session = await engine.sessions.create({ model: MODEL });
  const events: SessionEvent[] = [];
  session.subscribe((event) => {
    events.push(event);
    // What may begin a secret is not shown yet.
    if ("live" in event && event.live.type === "text" && event.live.text.includes("wri")) session.stop();
  });
  await session.send("Look at the notes");
  await session.send(`and use ${secret}`);
  await session.send("Once more");
  await session.retry();
  const first = events.flatMap((event) =>
    "line" in event && event.line.type === "message" ? [event.line.data.id] : [],
  )[0];
  if (first !== undefined) await session.edit(first, "Look elsewhere");
  await session.send("Write something");
  await session.rename("Eventful");
  await engine.dispose();
  const lines = events.flatMap((event) => ("line" in event ? [event.line] : []));
  return { id: session.id, events, lines };
}
