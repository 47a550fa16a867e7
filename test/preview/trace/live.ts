import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import type { TraceContract } from "../../../src/protocol/trace.ts";
import { ReceivedTrace, RecordedSession, type TraceAnswers } from "./traceHost.ts";

/** A scenario that goes on after the page was opened. */
export interface Playing extends TraceAnswers {
  start(post: (news: TraceContract["news"]) => void): void;
}

const TICK_MS = 50;

/** Plays a recording at the speed at which it happened, from a moment of it on. */
export function playRun(lines: readonly RecordedLine[], from: number): Playing {
  const begun = lines[0]?.wall ?? 0;
  const end = (lines.at(-1)?.wall ?? 0) - begun;
  const opened = performance.now();
  const now = (): number => Math.min(from + performance.now() - opened, end);
  const session = new RecordedSession(() => ({ live: now() < end, now: now() }));
  let taken = 0;
  const advance = (): boolean => {
    let until = taken;
    while ((lines[until]?.wall ?? Infinity) - begun <= now()) until++;
    const changed = session.take(lines.slice(taken, until));
    taken = until;
    return changed;
  };
  advance();
  return {
    ...session.answers,
    start(post) {
      const timer = setInterval(() => {
        const listChanged = advance();
        if (listChanged) post({ type: "choices", choices: session.choices() });
        const news = session.changes();
        if (news) post(news);
        if (taken === lines.length) clearInterval(timer);
      }, TICK_MS);
    },
  };
}

/** Spans that arrive at a steady rate, as from a busy service. */
export function flood(spans: readonly Span[], perSecond: number): Playing {
  const opened = performance.now();
  const [first] = spans;
  if (first === undefined) throw new Error("a flood has spans");
  const { end: _end, ...root } = first;
  let sent = 1;
  const trace = new ReceivedTrace([{ ...root, state: "running" }], () => ({
    live: sent < spans.length,
    now: Math.max(performance.now() - opened, (spans[sent - 1]?.end ?? 0) - first.start),
  }));
  return {
    ...trace.answers,
    start(post) {
      const timer = setInterval(() => {
        const next = Math.min(spans.length, sent + (perSecond * TICK_MS) / 1000);
        trace.put(spans.slice(sent, next));
        sent = next;
        post(trace.changes());
        if (sent === spans.length) clearInterval(timer);
      }, TICK_MS);
    },
  };
}

/** A large trace that is read behind its first rows, from the first key on. */
export function reading(spans: readonly Span[]): Playing {
  let sent = 500;
  const read = (): number => sent / spans.length;
  const trace = new ReceivedTrace(spans.slice(0, sent));
  return {
    ...trace.answers,
    open: () => {
      const snapshot = trace.open();
      return {
        ...snapshot,
        pinned: true,
        ...(snapshot.view && { view: { ...snapshot.view, read: read() } }),
      };
    },
    start(post) {
      const more = (): void => {
        const next = Math.min(spans.length, sent + spans.length / 20);
        trace.put(spans.slice(sent, next));
        sent = next;
        post({ ...trace.changes(), read: read() });
        if (sent < spans.length) setTimeout(more, TICK_MS);
      };
      document.addEventListener("keydown", more, { once: true });
    },
  };
}
