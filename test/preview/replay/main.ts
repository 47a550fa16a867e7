import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Handlers } from "../../../src/protocol/channel.ts";
import type { ReplayContract, RerunReport } from "../../../src/protocol/replay.ts";
import { Playback } from "../../../src/views/playback/playback.ts";
import { agentRun, sessionOfTurns } from "../../support/traces/agentRun.ts";
import { receivedLines } from "../../../src/telemetry/receivedLines.ts";
import { weatherTrace } from "../../support/traces/weatherTrace.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";

type Answers = Handlers<ReplayContract>;

const never = new Promise<never>(() => undefined);
const nothing = (): void => undefined;

/** A recording as the real host plays it back. */
function played(lines: readonly RecordedLine[], notes: readonly string[] = []): Answers {
  const playback = new Playback();
  for (const line of lines) playback.take(line);
  playback.end();
  const { traces, ...overview } = playback.overview();
  return {
    open: () => ({
      ...overview,
      ...(traces[0] && { firstTrace: traces.at(-1)!.trace }),
      kind: "session",
      notes,
      actions: ["rerun", "fork", "compare", "saveAsTest", "openChat", "openTrace"],
    }),
    progress: () => 0.4,
    cancel: nothing,
    state: (query) => {
      const state = playback.state(query);
      return { ...state, status: { ...state.status, contextWindow: 200_000 } };
    },
    trace: ({ trace }) => playback.trace(trace),
    spanPosition: ({ span }) => playback.positionOfSpan(span),
    pickWorld: () => "recorded",
    rerun: () => rerun(playback, lines),
    stopRerun: nothing,
    dismissRerun: nothing,
    openDivergence: nothing,
    fork: nothing,
    compare: nothing,
    saveAsTest: nothing,
    openChat: nothing,
    openTrace: nothing,
    openOutput: nothing,
    openFile: nothing,
    copy: nothing,
  };
}

/** As if the ninth step had come out differently. */
function rerun(playback: Playback, lines: readonly RecordedLine[]): RerunReport {
  const steps = lines
    .filter(({ type }) => type === "request" || type === "tool")
    .map(({ seq }, index) => ({
      position: playback.positionOf(seq),
      outcome:
        index < 8 ? ("hit" as const) : index === 8 ? ("changed" as const) : ("not_comparable" as const),
      text: "",
    }));
  const counts = { hit: 8, changed: 1, miss: 0, not_comparable: Math.max(0, steps.length - 9) };
  const divergedAt = steps[8]?.position;
  return {
    status: "diverged",
    counts,
    steps,
    text: `Step 9 of ${steps.length} is different: the system prompt changed.`,
    ...(divergedAt !== undefined && { divergedAt }),
  };
}

const damaged = (): never => {
  throw new HostError(
    "This recording was made by a newer version of Agent Flightdeck.",
    "Update the extension to see it.",
  );
};

const received = (): Answers => {
  const answers = played(receivedLines(weatherTrace(), "How is the weather in Oslo?"));
  return {
    ...answers,
    open: async () => ({ ...(await answers.open(undefined)), kind: "trace", actions: ["openTrace"] }),
  };
};

/** Each by the name that the address asks for. */
const SCENARIOS: Readonly<Record<string, () => Answers>> = {
  typical: () => played(agentRun().lines),
  session: () => played(sessionOfTurns().lines),
  noted: () =>
    played(agentRun().lines, ["2 lines are left out because they are damaged, missing or changed by hand."]),
  received,
  beginning: () => played(agentRun().lines.slice(0, 1)),
  reading: () => ({ ...played(agentRun().lines), open: () => never }),
  asking: () => ({ ...played(agentRun().lines), pickWorld: () => never }),
  rerunning: () => ({ ...played(agentRun().lines), rerun: () => never }),
  newer: () => ({ ...played(agentRun().lines), open: damaged }),
};

applyTheme();
const scenario = SCENARIOS[asked("scenario", "typical")]?.();
if (scenario === undefined) throw new Error("there is no such scenario");
browser.preview = installHost<ReplayContract>(scenario);
