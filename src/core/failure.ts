import { FAILURES, type FailureInfo } from "./failureTable.ts";
import type { Ms } from "./units.ts";
import type { Usage } from "./usage.ts";

export type FailureClass = keyof typeof FAILURES;

export const failureInfo = (failure: FailureClass): FailureInfo => FAILURES[failure];

export const isFailureClass = (value: unknown): value is FailureClass =>
  typeof value === "string" && Object.hasOwn(FAILURES, value);

/** What other programs report besides: they have failures that are none of our classes. */
export type FailureKind = FailureClass | "other";

/** Two or three words for a badge. */
export const failureLabel = (failure: FailureKind): string =>
  failure === "other" ? "other error" : failureInfo(failure).label;

/**
 * An error that a person may see: what happened, why, and what to do. Everything else that is
 * thrown is a defect and shows as `internal`.
 */
export class FlightdeckError extends Error {
  override readonly name: string = "FlightdeckError";
  readonly failure: FailureClass;
  /** What the person can do; the class's own advice unless something better is known. */
  readonly advice: string;

  constructor(failure: FailureClass, message?: string, options?: { advice?: string; cause?: unknown }) {
    super(
      message ?? failureInfo(failure).symptom,
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.failure = failure;
    this.advice = options?.advice ?? failureInfo(failure).advice;
  }
}

/** What the wire said about a failed model call. All of it is recorded. */
export interface ModelErrorDetails {
  /** HTTP status; absent where no response came or the error arrived inside a stream. */
  readonly status?: number;
  /** `error.type` of the response body. */
  readonly type?: string;
  /** `error.details.error_code` of the response body. */
  readonly code?: string;
  /** The server's id of the request. */
  readonly requestId?: string;
  /** How long the server asks to wait, from `retry-after-ms` or `retry-after`. */
  readonly retryAfter?: Ms;
  /** The server's `x-should-retry`. */
  readonly shouldRetry?: boolean;
  /**
   * How far the attempt came, which decides what it may have cost. `refused`: an error response or no
   * connection, nothing is billed. `unanswered`: sent, but no answer began. `cut`: the answer began.
   */
  readonly stage: "refused" | "unanswered" | "cut";
  /** Usage that the server reported before the failure. */
  readonly usage?: Usage;
  /** Bytes of visible output that had arrived. */
  readonly outputBytes?: number;
  /** `stop_details.category` of a refusal. */
  readonly category?: string;
}

/** A model call failed. Thrown by `Model.stream`; already classified. */
export class ModelError extends FlightdeckError {
  override readonly name = "ModelError";
  readonly details: ModelErrorDetails;

  constructor(
    failure: FailureClass,
    message: string,
    details: ModelErrorDetails,
    options?: { advice?: string; cause?: unknown },
  ) {
    super(failure, message, options);
    this.details = details;
  }
}

/** Any thrown value as an error with a failure class. An abort becomes `cancelled`. */
export function toFlightdeckError(thrown: unknown): FlightdeckError {
  if (thrown instanceof FlightdeckError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name === "AbortError") return new FlightdeckError("cancelled", undefined, { cause: error });
  return new FlightdeckError("internal", error.message, { cause: error });
}

/** An error of our own files: the disk is full, read-only, gone, or not ours to write. */
export function toStorageError(thrown: unknown, path?: string): FlightdeckError {
  if (thrown instanceof FlightdeckError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const where = path === undefined ? "" : ` in ${path}`;
  return new FlightdeckError("storage", `What happened could not be written${where}: ${error.message}.`, {
    cause: error,
  });
}

/** The error as one line for a person: what happened and what to do. */
export const explain = (error: FlightdeckError): string => `${error.message} ${error.advice}`;
