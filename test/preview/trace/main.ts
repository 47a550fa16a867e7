import type { Span } from "../../../src/core/telemetry.ts";
import type { TraceContract } from "../../../src/protocol/trace.ts";
import { agentRun, sessionOfTurns } from "../../support/traces/agentRun.ts";
import { manySpans, span } from "../../support/traces/manySpans.ts";
import { oddTrace } from "../../support/traces/oddTrace.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";
import { flood, playRun, reading, type Playing } from "./live.ts";
import { receivedRun } from "../../support/traces/receivedRun.ts";
import { ReceivedTrace, RecordedSession, type TraceAnswers } from "./traceHost.ts";

const SIMULATED = { provider: "simulated", id: "simulated-1" } as const;
const never = new Promise<never>(() => undefined);

function recorded(lines: ReturnType<typeof agentRun>["lines"]): TraceAnswers {
  const session = new RecordedSession();
  session.take(lines);
  return session.answers;
}

const received = (spans: readonly Span[]): TraceAnswers => new ReceivedTrace(spans).answers;

function interrupted(): TraceAnswers {
  const session = new RecordedSession();
  session.take(agentRun().lines.slice(0, 74));
  session.interrupt();
  return session.answers;
}

const lost = (): never => {
  throw new HostError("The span is not in the recording.", "It may have been deleted.");
};

const gone = (): never => {
  throw new HostError("This session's recording was deleted.", "Choose another session in the side bar.");
};

/** As the page has it: nothing here holds what the page does not. */
function withoutPayloads(spans: number): TraceAnswers {
  let shown: ReturnType<ReceivedTrace["open"]> | undefined = new ReceivedTrace(manySpans(spans)).open();
  const open = (): ReturnType<ReceivedTrace["open"]> => {
    if (shown === undefined) return gone();
    const once = shown;
    shown = undefined;
    return once;
  };
  return { open, details: gone, messages: gone, search: gone };
}

/** Each by the name that the address asks for; `spans-N` makes a trace of N spans. */
const SCENARIOS: Readonly<Record<string, () => TraceAnswers | Playing>> = {
  typical: () => recorded(agentRun().lines),
  simulated: () => recorded(agentRun(SIMULATED).lines),
  session: () => recorded(sessionOfTurns().lines),
  tiny: () => received([span(1, { name: "agent.run" })]),
  "received-run": () => received(receivedRun()),
  reading: () => reading(manySpans(100_000)),
  interrupted,
  live: () => playRun(agentRun().lines, 9_000),
  beginning: () => playRun(agentRun().lines, 0),
  flood: () => flood(manySpans(100_000), 2_000),
  odd: () => received(oddTrace()),
  empty: () => recorded([]),
  lost: () => ({ ...recorded(agentRun().lines), details: lost }),
  loading: () => ({ ...recorded([]), open: () => never }),
  gone: () => ({ ...recorded([]), open: gone }),
};

applyTheme();
const name = asked("scenario", "typical");
const count = /^spans-(\d+)$/.exec(name)?.[1];
const only = /^only-(\d+)$/.exec(name)?.[1];
const scenario = only
  ? withoutPayloads(Number(only))
  : count
    ? received(manySpans(Number(count)))
    : SCENARIOS[name]?.();
if (scenario === undefined) throw new Error(`there is no scenario ${name}`);

const preview = installHost<TraceContract>({
  ...scenario,
  openOutput: () => undefined,
  openSource: () => undefined,
  copySpans: ({ below }) => ({ spans: below ? 12 : 1 }),
  copy: () => undefined,
});
browser.preview = preview;
const { start } = scenario as Partial<Playing>;
start?.((news) => preview.post(news));
