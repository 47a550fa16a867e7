import type { TraceId } from "../core/ids.ts";
import type { CostSum } from "../core/usage.ts";
import type { TraceSummary } from "./receivedTrace.ts";

/** What a person needs so that their agent's spans arrive. */
export interface ConnectView {
  readonly port: number;
  /** What programs are told that are started in this window. */
  readonly variables: Readonly<Record<string, string>>;
  /** The variable by which spans of new terminals go elsewhere already, and where to. */
  readonly taken?: { readonly name: string; readonly value: string };
  /** The trace that came last since the page was opened. */
  readonly arrived?: Arrived;
}

/** A trace of which something came. */
export interface Arrived {
  readonly trace: TraceId;
  readonly name: string;
  readonly service: string;
  readonly spans: number;
  readonly calls: number;
  readonly cost: CostSum;
  readonly claimed: boolean;
}

/** Tells what is new among the newest traces from what was there before. */
export class Arrivals {
  readonly #spans = new Map<TraceId, number>();

  /** What was there before the person looked. */
  constructor(before: readonly TraceSummary[]) {
    for (const { trace, spans } of before) this.#spans.set(trace, spans);
  }

  /** The newest trace that has grown since; undefined where none has. */
  take(traces: readonly TraceSummary[]): Arrived | undefined {
    const grown = traces.find(({ trace, spans }) => spans > (this.#spans.get(trace) ?? 0));
    for (const { trace, spans } of traces) this.#spans.set(trace, spans);
    if (grown === undefined) return undefined;
    const { trace, name, service, spans, calls, cost, claimed } = grown;
    return { trace, name, service, spans, calls, cost, claimed };
  }
}
