import { ALERT_EVENT, ATTR } from "../core/attributes.ts";
import type { SessionId, TurnId } from "../core/ids.ts";
import type { ModelRef } from "../core/lines.ts";
import type { LiveSpan, Tracer } from "../core/telemetry.ts";
import type { TurnResult } from "./loop.ts";

const PREVIEW_LENGTH = 200;

export interface TurnFacts {
  readonly session: SessionId;
  readonly turn: TurnId;
  readonly agent: string;
  readonly model: ModelRef;
}

/** The root span of a turn. @param content whether the span may hold a part of the prompt. */
export function startTurnSpan(
  tracer: Tracer,
  { session, turn, agent, model }: TurnFacts,
  prompt: string,
  content: boolean,
): LiveSpan {
  return tracer.start(`invoke_agent ${agent}`, {
    attributes: {
      [ATTR.operation]: "invoke_agent",
      [ATTR.agentName]: agent,
      [ATTR.conversation]: session,
      [ATTR.sessionId]: session,
      [ATTR.turn]: turn,
      [ATTR.inputLength]: prompt.length,
      [ATTR.inputPreview]: content ? prompt.slice(0, PREVIEW_LENGTH) : undefined,
      [ATTR.simulated]: model.provider === "simulated" || undefined,
    },
  });
}

/** Ends it with what came of the turn. */
export function endTurnSpan(span: LiveSpan, { text, failure: failed }: TurnResult, tainted: boolean): void {
  span.set({ [ATTR.outputLength]: text.length, [ATTR.tainted]: tainted || undefined });
  if (failed !== undefined) {
    span.set({ [ATTR.advice]: failed.advice });
    const { failure, message, advice } = failed;
    if (failure !== "cancelled") span.event(ALERT_EVENT, { failure, message, advice });
    span.fail(failed, failure);
  }
  span.end();
}
