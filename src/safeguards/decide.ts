import type { ModelCall } from "../core/call.ts";
import type { ModelRef } from "../core/lines.ts";
import type { ModelDecision } from "../core/modelDecisions.ts";
import type { Model } from "../core/model.ts";

/** Puts what a safeguard did into the recording and, as an event, onto the step's span. */
export function decide(call: ModelCall, decision: ModelDecision): void {
  const { safeguard, verdict } = decision;
  const text = "text" in decision ? decision.text : undefined;
  const failure = "failure" in decision ? decision.failure : undefined;
  // Each call is reserved; only what is out of the ordinary is an event.
  if (verdict !== "reserve") call.span.event(`flightdeck.${safeguard}.${verdict}`, { text, failure });
  call.recorder.record({ type: "decision", data: { turn: call.turn, span: call.span.context, ...decision } });
}

export const refOf = ({ info: { provider, id } }: Model): ModelRef => ({ provider, id });
