import { ATTR } from "../../core/attributes.ts";
import type { LineBody, RecordedLine } from "../../core/lines.ts";
import type { Divergence, ReplayOutcome, ReplayResult, StepOutcome } from "../../core/replay.ts";
import type { RecordedSession } from "./recordedSession.ts";
import { rebuilt, requestText, type Rebuilt } from "./requestText.ts";
import type { Mismatch } from "./tape.ts";
import type { World } from "./world.ts";

type Step = Omit<StepOutcome, "outcome" | "why"> & { readonly at: number };

/** What a re-run found out, step by step. @param note what the recording does not hold. */
export function outcomeOf(
  world: World,
  note: string | undefined,
): { readonly steps: readonly StepOutcome[]; readonly result: ReplayResult } {
  const { recorded, tape } = world;
  const steps = stepsOf(recorded);
  const { mismatch } = tape;
  const at = mismatch?.at ?? Number.POSITIVE_INFINITY;
  const first = mismatch === undefined ? -1 : steps.findIndex((step) => step.at >= at);
  const index = first === -1 ? steps.length : first;
  const divergence = mismatch && divergenceOf(world, mismatch, steps[index], index);
  const outcomes = steps.map(({ at: _at, ...step }): StepOutcome => {
    if (step.index < index) return { ...step, outcome: "hit" };
    if (step.index > index) return { ...step, outcome: "not_comparable" };
    const outcome = asksAgain(world, step.kind) ? "changed" : "miss";
    return { ...step, outcome, ...(divergence && { why: divergence.what }) };
  });
  const counts = countsOf(outcomes);
  // That the re-run asks for more than was recorded belongs to no recorded step.
  const extra = mismatch !== undefined && index === steps.length ? 1 : 0;
  return {
    steps: outcomes,
    result: {
      status: divergence === undefined ? (note === undefined ? "reproduced" : "incomplete") : "diverged",
      ...(divergence && { divergedAt: index, divergence }),
      counts: { ...counts, miss: counts.miss + extra },
      lines: { recorded: recorded.lines.length, same: Math.min(tape.position, at) },
      ...(note !== undefined && { note }),
    },
  };
}

/** Whether the re-run asks at the place of the step at all, for whatever. */
function asksAgain({ request, tape }: World, kind: StepOutcome["kind"]): boolean {
  return kind === "model" ? request !== undefined : tape.mismatch?.now?.type === "tool" || tape.toolRan;
}

function stepsOf({ lines }: RecordedSession): readonly Step[] {
  const numbers = new Map<string, number>();
  const steps: Step[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.type === "span" && line.data.phase === "started") {
      const step = line.data.attributes[ATTR.step];
      if (typeof step === "number") numbers.set(line.data.spanId, step);
    }
    const common = { index: steps.length, seq: line.seq, at };
    if (line.type === "request") {
      const { turn, step, attempt, model } = line.data;
      steps.push({
        ...common,
        kind: "model",
        turn,
        step,
        attempt,
        title: `chat ${model.id}, attempt ${attempt}`,
      });
    }
    if (line.type === "tool") {
      const { turn, name, title, span } = line.data;
      const step = numbers.get(span.spanId) ?? 0;
      steps.push({ ...common, kind: "tool", turn, step, title: `execute_tool ${name} ${title}`.trim() });
    }
  }
  return steps;
}

function countsOf(steps: readonly StepOutcome[]): Readonly<Record<ReplayOutcome, number>> {
  const counts = { hit: 0, miss: 0, changed: 0, not_comparable: 0 };
  for (const { outcome } of steps) counts[outcome]++;
  return counts;
}

function divergenceOf(world: World, mismatch: Mismatch, step: Step | undefined, index: number): Divergence {
  const { recorded, request } = world;
  const record = step && recorded.line(step.at, "request");
  const was = step && record && rebuilt(recorded, step.at, record);
  const seq = mismatch.recorded?.seq ?? recorded.lines.length;
  const texts = request && was && { recorded: requestText(was.request), now: requestText(request) };
  // The texts of an edited recording are the same; what differs is what was sent.
  if (texts !== undefined && texts.recorded !== texts.now)
    return { index, seq, what: whatOf(mismatch, was), ...texts };
  return {
    index,
    seq,
    what: whatOf(mismatch, was),
    recorded: lineText(mismatch.recorded),
    now: lineText(mismatch.now),
  };
}

function whatOf({ recorded, now }: Mismatch, was: Rebuilt | undefined): string {
  if (was?.isSent === false)
    return "The request is not the one that was sent: what the recording says of it was changed afterwards.";
  if (recorded === undefined) return `The re-run goes on where the recording ends: ${told(now)}.`;
  if (now === undefined) return `The re-run does not come to what was recorded: ${told(recorded)}.`;
  if (recorded.type === "session") return "The session begins with another prompt, agent or tools.";
  if (recorded.type === "request" && now.type === "request")
    return "The request to the model is another one.";
  if (recorded.type === now.type) return `Recorded was ${told(recorded)}; now it is ${told(now)}.`;
  return `Recorded was ${told(recorded)}; now comes ${told(now)}.`;
}

/** A line in a few words. */
function told(line: LineBody | undefined): string {
  switch (line?.type) {
    case undefined:
      return "nothing";
    case "session":
      return "the beginning";
    case "message":
      return `a message of the ${line.data.role === "user" ? "person or a tool" : "model"}`;
    case "request":
      return `a request to ${line.data.model.id}`;
    case "response":
      return line.data.ok ? `an answer of ${line.data.model.id}` : `a failure (${line.data.failure})`;
    case "tool":
      return `a result of ${line.data.name}`;
    case "decision":
      return `a decision of the safeguard “${line.data.safeguard}” (${line.data.verdict})`;
    case "input":
      return `what the person did (${line.data.act})`;
    case "span":
      return line.data.phase === "event"
        ? `the event ${line.data.event.name}`
        : line.data.phase === "started"
          ? `the beginning of ${line.data.name}`
          : "the end of a span";
  }
}

const lineText = (line: LineBody | RecordedLine | undefined): string =>
  line === undefined ? "" : `${JSON.stringify({ type: line.type, data: line.data }, undefined, 2)}\n`;
