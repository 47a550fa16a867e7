import type { History, OpenRequest } from "../agent/history.ts";
import { ATTR } from "../core/attributes.ts";
import type { SessionId } from "../core/ids.ts";
import type { ModelRef, Recorder } from "../core/lines.ts";
import type { Clock } from "../core/ports.ts";
import { ms, nanoUsd } from "../core/units.ts";
import { NO_USAGE, type Cost } from "../core/usage.ts";
import type { FileLedger } from "../store/ledger.ts";

export interface RecoveryOptions {
  readonly recorder: Recorder;
  readonly clock: Pick<Clock, "now">;
  readonly ledgers: readonly FileLedger[];
  /** What a call of this model costs that used nothing: says how it is metered. */
  readonly noCost: (model: ModelRef) => Cost;
}

/**
 * Puts an end to what a vanished process left open: a request without a response is booked at what was
 * reserved for it, marked uncertain; reservations are settled to what the recording says, those that a
 * complete one does not know to nothing, because their requests never left; spans are ended as interrupted.
 */
export async function recover(session: SessionId, history: History, options: RecoveryOptions): Promise<void> {
  for (const open of history.openRequests.values()) recordLost(open, history, options);
  history.openRequests.clear();
  const since = history.since ?? options.clock.now();
  for (const ledger of options.ledgers) {
    await ledger.settleLost(
      session,
      since,
      (request) => history.bills.get(request) ?? (history.incomplete ? undefined : NOTHING),
    );
  }
  endSpans(history, options);
  await options.recorder.flush();
}

const NOTHING = { amount: nanoUsd(0), uncertain: false };

function recordLost({ record, reserved }: OpenRequest, history: History, options: RecoveryOptions): void {
  const { request, turn, span, model } = record;
  const cost = costOfLost(model, reserved, options);
  history.bills.set(request, { amount: cost.nanoUsd, uncertain: true });
  options.recorder.record({
    type: "response",
    data: {
      request,
      turn,
      span,
      model,
      duration: ms(0),
      usage: NO_USAGE,
      cost,
      uncertain: true,
      ok: false,
      failure: "cancelled",
      message: "The process that made this request ended before the answer did.",
      details: { stage: "unanswered" },
    },
  });
}

function costOfLost(model: ModelRef, reserved: OpenRequest["reserved"], { noCost }: RecoveryOptions): Cost {
  if (reserved === undefined) return noCost(model);
  return { metering: model.provider === "simulated" ? "simulated" : "metered", nanoUsd: reserved };
}

/** Children began after their parents, so the newest end first. */
function endSpans({ openSpans }: History, { recorder, clock }: RecoveryOptions): void {
  for (const { traceId, spanId } of [...openSpans.values()].toReversed()) {
    recorder.record({
      type: "span",
      data: {
        phase: "ended",
        traceId,
        spanId,
        end: clock.now(),
        status: { code: "error", message: "interrupted" },
        attributes: { [ATTR.errorType]: "cancelled", [ATTR.interrupted]: true },
      },
    });
  }
  openSpans.clear();
}
