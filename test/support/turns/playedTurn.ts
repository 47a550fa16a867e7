import type { ApprovalAnswer } from "../../../src/core/approvals.ts";
import type { Session } from "../../../src/agent/session.ts";
import { ATTR } from "../../../src/core/attributes.ts";
import { explain, type FailureClass } from "../../../src/core/failure.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Settings } from "../../../src/core/settings.ts";
import type { Span } from "../../../src/core/telemetry.ts";
import type { Spending } from "../../../src/core/budget.ts";
import { ms } from "../../../src/core/units.ts";
import { SpanFold } from "../../../src/views/spans.ts";
import type { FakeAnthropic } from "../fakeAnthropic/index.ts";
import { dataOf } from "../lines.ts";
import { MODEL, testEngine, type TestEngine } from "../testEngine.ts";
import { until, VirtualClock } from "../virtualClock.ts";

export interface TurnToPlay {
  readonly folder: string;
  readonly fake: FakeAnthropic;
  readonly settings?: Partial<Settings>;
  readonly prompt?: string;
  /** The person's answer to whatever is asked; allowed where absent. */
  readonly approve?: ApprovalAnswer;
  /** What the person does while it runs. */
  readonly meanwhile?: (session: Session, event: string) => void;
}

/** Everything that a turn left behind, as short as a test wants to say it. */
export interface PlayedTurn {
  readonly failure: FailureClass | undefined;
  /** What the person reads of the failure. */
  readonly says: string;
  readonly text: string;
  /** `model outcome`, an outcome being a failure class or `ok`. */
  readonly attempts: readonly string[];
  /** What was waited for, in ms of the clock. */
  readonly waits: readonly number[];
  readonly spending: Spending;
  /** What the recording says that all attempts cost. */
  readonly recorded: number;
  readonly cost: number;
  readonly lines: readonly RecordedLine[];
  readonly spans: readonly Span[];
  readonly engine: TestEngine;
}

/** Runs one turn of the real engine, through the SDK, on the fake's bytes and a clock that nobody waits for. */
export async function playTurn({
  folder,
  fake,
  settings,
  prompt,
  meanwhile,
  approve = { decision: "allow", scope: "once" },
}: TurnToPlay): Promise<PlayedTurn> {
  const clock = new VirtualClock({ autoSleep: true });
  const engine = testEngine({
    folder,
    clock,
    api: [fake.handler],
    ...(settings && { settings }),
    approve: () => approve,
  });
  const session = await engine.sessions.create({ model: MODEL });
  const lines: RecordedLine[] = [];
  const waits: number[] = [];
  session.subscribe((event) => {
    if ("line" in event) lines.push(event.line);
    else {
      if (event.live.type === "waiting") waits.push(event.live.until - clock.now());
      meanwhile?.(session, event.live.type);
    }
  });
  const result = await whileItHangs(session.send(prompt ?? "Look at the notes."), fake, clock);
  const { day } = await engine.budget("metered");
  await engine.dispose();
  const fold = new SpanFold();
  for (const line of lines) if (line.type === "span") fold.take(line.data);
  const responses = dataOf(lines, "response");
  return {
    failure: result.failure?.failure,
    says: result.failure === undefined ? "" : explain(result.failure),
    text: result.text,
    attempts: responses.map((each) => `${each.model.id} ${each.ok ? "ok" : each.failure}`),
    waits,
    spending: day,
    recorded: responses.reduce((sum, { cost }) => sum + cost.nanoUsd, 0),
    cost: result.cost.nanoUsd,
    lines,
    spans: [...fold.spans()],
    engine,
  };
}

const LONGER_THAN_ANY_LIMIT = ms(100_000);

/** Lets time pass whenever an answer has stopped coming. */
async function whileItHangs<T>(running: Promise<T>, fake: FakeAnthropic, clock: VirtualClock): Promise<T> {
  let over = false;
  const done = running.finally(() => (over = true));
  for (let seen = 0; ; seen = fake.hanging) {
    await until(() => over || fake.hanging > seen);
    if (over) return done;
    await clock.advance(LONGER_THAN_ANY_LIMIT);
  }
}

/** The tree of spans, a line each: name, status and `error.type`, indented by depth. */
export function treeOf(spans: readonly Span[]): readonly string[] {
  const below = (parent: string | undefined, depth: number): readonly string[] =>
    spans
      .filter(({ parentId }) => parentId === parent)
      .flatMap((span) => [`${"  ".repeat(depth)}${describe(span)}`, ...below(span.spanId, depth + 1)]);
  return below(undefined, 0);
}

function describe({ name, status, attributes, end }: Span): string {
  const failure = attributes[ATTR.errorType];
  return [
    name,
    end === undefined ? "running" : status.code,
    ...(failure === undefined ? [] : [String(failure)]),
  ].join(" ");
}
