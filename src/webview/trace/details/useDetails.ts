import { useEffect, useState } from "preact/hooks";
import type { TraceContract } from "../../../protocol/trace.ts";
import type { SpanDetails } from "../../../views/spanDetails.ts";
import type { Host } from "../../kit/connection.ts";
import type { TraceModel } from "../traceModel.ts";

/** Something that was asked of the host: of `key`, which may already be another than what is wanted. */
export interface Asked<T> {
  readonly key: string;
  readonly value?: T;
  readonly error?: Error;
}

/** Who runs through many spans with the keyboard does not want the details of each. */
const SETTLES_MS = 80;

/** Asks the host whenever the key changes; undefined until there is an answer to this key. */
export function useAsked<T>(key: string, ask: () => Promise<T>, delay = 0): Asked<T> | undefined {
  const [asked, setAsked] = useState<Asked<T> | undefined>(undefined);
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      ask().then(
        (value) => stale || setAsked({ key, value }),
        (error: Error) => stale || setAsked({ key, error }),
      );
    }, delay);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key]);
  return asked?.key === key ? asked : undefined;
}

/** A span's details, asked for when it is selected and once more when it ends. */
export function useDetails(
  host: Host<TraceContract>,
  model: TraceModel,
  span: number,
): Asked<SpanDetails> | undefined {
  const key = `${model.trace} ${span} ${model.waterfall.columns.arrays.state[span]}`;
  return useAsked(key, () => host.request("details", model.context(span)), SETTLES_MS);
}
