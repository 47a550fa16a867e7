import { FlightdeckError } from "../core/failure.ts";
import type { ModelResponse } from "../core/model.ts";
import { refusalOf } from "../core/refusal.ts";

/** The failure that a complete response stands for, by its stop reason; undefined where it is an answer. */
export function failureOfResponse(response: ModelResponse): FlightdeckError | undefined {
  const { stopReason } = response;
  if (stopReason === "max_tokens") return new FlightdeckError("output_truncated");
  if (stopReason === "model_context_window_exceeded") return new FlightdeckError("context_overflow");
  return refusalOf(response);
}
