import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { TraceId } from "../../core/ids.ts";
import type { SpanContext } from "../../core/telemetry.ts";
import type { TraceContract, TraceSnapshot } from "../../protocol/trace.ts";
import type { TraceChoice } from "../../views/sessionTraces.ts";
import { RequestError, type Host } from "../kit/connection.ts";
import { keep, kept } from "./pageState.ts";
import { TraceModel } from "./traceModel.ts";

/** What the page knows, kept up to date by the host's news. */
export interface Trace {
  readonly state: "loading" | "open" | "failed";
  /** Why the trace could not be opened, or is gone. */
  readonly error?: Error;
  readonly choices: readonly TraceChoice[];
  /** Absent as long as there is no trace. */
  readonly model?: TraceModel;
  /** Whether the page stays with its trace when a newer one begins. */
  readonly pinned?: boolean;
  /** Shows a trace that the person picked, or asks for the same anew. */
  readonly open: (trace?: TraceId) => void;
}

const NOTHING_KEPT = { selected: undefined, folds: [], top: undefined };

type Known = Omit<Trace, "open">;

export function useTrace(host: Host<TraceContract>): Trace {
  const [known, setKnown] = useState<Known>({ state: "loading", choices: [] });
  const newest = useRef(known);
  newest.current = known;
  const change = (news: Partial<Known>): void => setKnown((before) => ({ ...before, ...news }));

  const ask = useCallback((trace: TraceId | undefined, reveal?: string) => {
    const show = (snapshot: TraceSnapshot): void => {
      // What was kept of another trace means nothing in this one.
      const { model: before } = newest.current;
      if (before !== undefined && before.trace !== snapshot.view?.trace) keep(host.state, NOTHING_KEPT);
      const model = modelOf(snapshot, host, reveal);
      before?.dispose();
      const { choices, pinned = false } = snapshot;
      setKnown({ state: "open", choices, pinned, ...(model && { model }) });
    };
    const fail = (error: Error): void => change({ state: "failed", error });
    host.request("open", trace === undefined ? {} : { trace }).then(show, fail);
  }, []);

  const open = useCallback((trace?: TraceId) => {
    const newestTrace = newest.current.choices[0]?.trace;
    // Who shows the newest goes on to the next turn when it begins.
    if (trace !== undefined) keep(host.state, { trace: trace === newestTrace ? undefined : trace });
    ask(trace ?? kept(host.state).trace);
  }, []);

  useEffect(() => {
    host.onNews((news) => {
      const { model } = newest.current;
      switch (news.type) {
        case "spans":
          if (news.trace === model?.trace) model.update(news);
          return;
        case "choices":
          change({ choices: news.choices });
          if (follows(host, newest.current, news.choices)) ask(undefined);
          return;
        case "reveal":
          return revealIn(model, news.span) ? undefined : ask(news.span.traceId, news.span.spanId);
        case "gone":
          return change({ state: "failed", error: new RequestError(news.error) });
        case "reset":
          return open();
      }
    }, open);
    open();
  }, [host]);
  return { ...known, open };
}

/** Whether a newer trace is there, and the person has not picked another. */
const follows = (
  host: Host<TraceContract>,
  { pinned, model }: Known,
  choices: readonly TraceChoice[],
): boolean => pinned !== true && kept(host.state).trace === undefined && choices[0]?.trace !== model?.trace;

function revealIn(model: TraceModel | undefined, { traceId, spanId }: SpanContext): boolean {
  if (model?.trace !== traceId) return false;
  model.restore({ reveal: spanId });
  return true;
}

/** The model with what the person had made of it before a reload. */
function modelOf(
  { view, reveal }: TraceSnapshot,
  host: Host<TraceContract>,
  asked?: string,
): TraceModel | undefined {
  if (view === undefined) return undefined;
  const {
    query = "",
    hidesOthers = true,
    showsPath = false,
    groups = true,
    folds = [],
    selected,
  } = kept(host.state);
  const model = new TraceModel(view);
  model.filter(query, hidesOthers);
  model.showsPath = showsPath;
  model.waterfall.groupsRepeats = groups;
  model.restore({ folds, selected, reveal: asked ?? reveal });
  return model;
}
