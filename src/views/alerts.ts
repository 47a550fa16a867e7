import { ALERT_EVENT } from "../core/attributes.ts";
import { failureInfo, isFailureClass, type FailureClass } from "../core/failure.ts";
import type { RecordedLine } from "../core/lines.ts";

/** Which failure ended a turn, and what the person can do. */
export interface TurnAlert {
  readonly failure: FailureClass;
  readonly text: string;
  readonly advice: string;
}

/** The alert that a line holds; undefined where it holds none. */
export function alertOf(line: RecordedLine): TurnAlert | undefined {
  if (line.type !== "span" || line.data.phase !== "event") return undefined;
  const { name, attributes } = line.data.event;
  const { failure, message, advice } = attributes;
  if (name !== ALERT_EVENT || !isFailureClass(failure)) return undefined;
  const info = failureInfo(failure);
  return { failure, text: String(message ?? info.symptom), advice: String(advice ?? info.advice) };
}
