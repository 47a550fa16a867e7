import type { Session } from "../../agent/session.ts";
import { isPrompt, textOf } from "../../agent/personMessage.ts";
import { FlightdeckError } from "../../core/failure.ts";
import type { MessageId } from "../../core/ids.ts";
import type { MessageRecord, PersonInput, StopReason } from "../../core/lines.ts";
import type { RecordedSession } from "./recordedSession.ts";
import type { World } from "./world.ts";

const ignore = (): void => undefined;

/** Does again what the person did. @param line where the recorded input stands. */
export function actAgain(world: World, session: Session, input: PersonInput, line: number): void {
  const { names } = world;
  switch (input.act) {
    case "prompt":
    case "edit":
    case "retry":
    case "continue":
      begin(world, session, input.act, line).catch(ignore);
      return;
    case "stop":
      session.stop({ ...(input.all && { all: input.all }), ...whyOf(input.why) });
      return;
    case "skip_wait":
      session.skipWait();
      return;
    case "undo":
      session.undone(names.now(input.turn), input.files).catch(ignore);
      return;
    case "clear_taint":
      session.clearTaint().catch(ignore);
      return;
    case "rename":
      session.rename(input.title).catch(ignore);
      return;
    case "model":
      session.switchModel(input.model).catch(ignore);
      return;
    case "switch":
      session.switchTo(names.now(input.head)).catch(ignore);
      return;
  }
}

async function begin(
  { recorded, names, until }: World,
  session: Session,
  act: "prompt" | "edit" | "retry" | "continue",
  line: number,
): Promise<unknown> {
  if (act === "continue") return session.goOn();
  if (act === "retry") return session.retry();
  const message = line + 1 < until ? recorded.line(line + 1, "message") : undefined;
  const replaced = act === "edit" ? siblingOf(recorded, line, message) : undefined;
  // Where its process did not live to write it down, the title tells of the first one.
  const text = message === undefined ? recorded.header.title || "…" : textOf(message);
  return replaced === undefined ? session.send(text) : session.edit(names.now(replaced), text);
}

/** The message in whose place this one stands; any of the person's where this one is not known. */
function siblingOf(
  { lines }: RecordedSession,
  before: number,
  message: MessageRecord | undefined,
): MessageId | undefined {
  for (let at = before - 1; at >= 0; at--) {
    const line = lines[at];
    if (line?.type !== "message" || !isPrompt(line.data)) continue;
    if (message === undefined || line.data.parent === message.parent) return line.data.id;
  }
  return undefined;
}

/** A limit that ended a turn from outside, as it was. */
export function whyOf(why: StopReason | undefined): { readonly why?: FlightdeckError } {
  if (why === undefined) return {};
  return { why: new FlightdeckError(why.failure, why.message, { advice: why.advice }) };
}
