import type { Cap } from "./budget.ts";
import type { FailureClass } from "./failure.ts";
import type { MessageId, RequestId } from "./ids.ts";
import type { ModelRef } from "./lines.ts";
import type { ApiMessage } from "./model.ts";
import type { EpochMs, Ms, NanoUsd } from "./units.ts";

/** What a safeguard around a model call decided, with the figures that it saw. */
export type ModelDecision =
  | {
      readonly safeguard: "budget";
      /** `overshoot`: the bill was higher than the reservation; `nanoUsd` is the difference, booked in full. */
      readonly verdict: "reserve" | "lower" | "deny" | "overshoot";
      readonly request: RequestId;
      readonly nanoUsd: NanoUsd;
      readonly maxTokens: number;
      readonly text?: string;
      /** What the caps left before; absent without caps, and in older recordings. */
      readonly left?: NanoUsd;
      /** The cap that denied, and when it has room again; absent in older recordings. */
      readonly denied?: { readonly cap: Cap; readonly left: NanoUsd; readonly resets?: EpochMs };
    }
  /** Under a cap, a model whose price nobody knows is not called. */
  | {
      readonly safeguard: "budget";
      readonly verdict: "unpriced";
      readonly model: ModelRef;
      readonly text: string;
    }
  | {
      readonly safeguard: "retry";
      readonly verdict: "wait" | "give_up";
      readonly failure: FailureClass;
      readonly attempt: number;
      readonly wait: Ms;
      readonly text: string;
    }
  | {
      readonly safeguard: "fallback";
      readonly verdict: "switch";
      readonly from: ModelRef;
      readonly to: ModelRef;
      readonly failure: FailureClass;
      readonly text: string;
    }
  | {
      readonly safeguard: "breaker";
      /** `open`: the model is left alone for `wait`. `probe`: one call tries it. `close`: it works again. */
      readonly verdict: "open" | "probe" | "close";
      readonly model: ModelRef;
      readonly wait: Ms;
      readonly text: string;
    }
  | {
      readonly safeguard: "parallel";
      readonly verdict: "queue";
      readonly model: ModelRef;
      /** How many calls run already. */
      readonly running: number;
      readonly text: string;
    }
  | {
      readonly safeguard: "refusal";
      /** `soft`: the model declined in words, without the API's mark. `rephrase`: it is asked once more. */
      readonly verdict: "soft" | "rephrase";
      readonly model: ModelRef;
      readonly text: string;
    }
  | {
      readonly safeguard: "thinking";
      readonly verdict: "strip";
      readonly model: ModelRef;
      readonly text: string;
    }
  | {
      readonly safeguard: "continuation";
      readonly verdict: "continue";
      readonly text: string;
    };

/**
 * How a request differs from the messages that it names. It holds for that request only; the history
 * stays as it is.
 */
export type RequestChange =
  /** The thinking of these messages is left out; those that had nothing else are left out with it. */
  | { readonly change: "thinking_removed"; readonly from: readonly MessageId[] }
  /** Messages that follow the named ones. */
  | { readonly change: "added"; readonly messages: readonly ApiMessage[] };
