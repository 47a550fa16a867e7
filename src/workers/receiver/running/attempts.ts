import type { Observation } from "../../../audit/runtime/observation.ts";
import { ATTR } from "../../../core/attributes.ts";
import { groupBy } from "../../../core/groupBy.ts";
import { epochMs } from "../../../core/units.ts";
import { statusOf, type PlacedSpan } from "./placed.ts";

export type Seen = Pick<Observation, "item" | "proves" | "confidence" | "what">;

export interface SeenAt {
  readonly placed: PlacedSpan;
  readonly seen: Seen;
}

/** A pause that a person would call waiting. */
const WAIT_MS = 100;

/** Several tries of one call under one parent: one failed in a way that passes, and a later one succeeded. */
export function retries(siblings: readonly PlacedSpan[]): readonly SeenAt[] {
  return [
    ...groupBy(siblings, ({ file, line, function: name, model, span }) =>
      JSON.stringify([file, line, name, model, span.name]),
    ).values(),
  ].flatMap(retryIn);
}

function retryIn(tries: readonly PlacedSpan[]): readonly SeenAt[] {
  const ordered = tries.toSorted((a, b) => a.span.start - b.span.start);
  return ordered.flatMap((placed, index) => {
    if (placed.failed) return [];
    const failures = failuresBefore(ordered, index);
    const [first] = failures;
    if (first === undefined) return [];
    const pauses = [...failures, placed].slice(1).map(({ span }, at) => span.start - failures[at]!.end);
    const times = failures.length === 1 ? "once" : `${failures.length} times`;
    const what = `the call failed ${times} (${errorOf(first)}) and succeeded when it was repeated`;
    return [{ placed: first, seen: { item: "AR09", ...judge(pauses), what: `${what} ${after(pauses)}` } }];
  });
}

/** The failures right before a success, one after the other, that all pass by themselves. */
function failuresBefore(ordered: readonly PlacedSpan[], index: number): readonly PlacedSpan[] {
  const found: PlacedSpan[] = [];
  for (let at = index - 1; at >= 0; at--) {
    const tried = ordered[at]!;
    const next = ordered[at + 1]!;
    if (!tried.failed || !isTransient(tried) || tried.end > next.span.start) break;
    found.unshift(tried);
  }
  return found;
}

/** Waits that grow are backoff; one wait may be, and none is the weaker form. */
function judge(pauses: readonly number[]): Pick<Seen, "proves" | "confidence"> {
  const waited = pauses.every((pause) => pause >= WAIT_MS);
  const grew =
    waited && pauses.length > 1 && pauses.every((pause, at) => at === 0 || pause > pauses[at - 1]!);
  if (grew) return { proves: "present", confidence: 0.95 };
  if (waited && pauses.length === 1) return { proves: "present", confidence: 0.7 };
  return { proves: "partial", confidence: 0.9 };
}

const after = (pauses: readonly number[]): string =>
  pauses.every((pause) => pause < WAIT_MS)
    ? "without a wait"
    : `after ${pauses.map((pause) => `${(pause / 1000).toFixed(1)} s`).join(", ")}`;

const TRANSIENT_STATUS: ReadonlySet<number> = new Set([408, 409, 429]);
const TRANSIENT_ERROR =
  /rate.?limit|time.?out|timed.?out|overload|unavailable|connect|network|internal.?server|server.?error|bad.?gateway|reset|^(?:408|409|429|5\d\d)$/i;

/** Whether the same call may succeed when it is made again. */
function isTransient({ span }: PlacedSpan): boolean {
  const status = statusOf(span);
  if (status >= 400) return TRANSIENT_STATUS.has(status) || status >= 500;
  return TRANSIENT_ERROR.test(String(span.attributes[ATTR.errorType] ?? ""));
}

const errorOf = ({ span }: PlacedSpan): string =>
  String(statusOf(span) || (span.attributes[ATTR.errorType] ?? "an error")).slice(0, 80);

/** A request that its client says it sent again. For which reason it does not say: the weaker form. */
export function resent(placed: PlacedSpan): readonly SeenAt[] {
  const count = placed.span.attributes["http.request.resend_count"];
  if (typeof count !== "number" || count <= 0 || placed.failed) return [];
  const what = `its request was sent again ${count === 1 ? "once" : `${count} times`} and succeeded`;
  return [{ placed, seen: { item: "AR09", proves: "partial", confidence: 0.9, what } }];
}

/** One model failed, and after it another one answered under the same parent. */
export function fallbacks(siblings: readonly PlacedSpan[]): readonly SeenAt[] {
  const calls = siblings
    .filter(({ isInference, model }) => isInference && model !== "")
    .toSorted((a, b) => a.span.start - b.span.start);
  return calls.flatMap((placed, index) => {
    const next = calls[index + 1];
    if (!placed.failed || next === undefined || next.failed) return [];
    if (next.model === placed.model || next.span.start < placed.end) return [];
    const isSameCall = next.file === placed.file && next.line === placed.line;
    const what = `${placed.model} failed (${errorOf(placed)}) and ${next.model} answered in its place`;
    // Another line may be another task.
    const confidence = isSameCall ? 0.95 : 0.7;
    return [{ placed, seen: { item: "AR10", proves: "present", confidence, what } }];
  });
}

/** When a span was seen. */
export const seenAt = ({ span }: PlacedSpan): Observation["at"] => epochMs(span.start);
