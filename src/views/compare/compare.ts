import type { RecordedLine } from "../../core/lines.ts";
import { ms, type Ms } from "../../core/units.ts";
import { addUsage, mergeCosts, NO_COST, NO_USAGE, type CostSum, type Usage } from "../../core/usage.ts";
import { align, type Pair } from "./align.ts";
import { ComparedFold, type ComparedSession, type ComparedStep, type Outcome } from "./comparedSteps.ts";
import { summaryOf } from "./summary.ts";

/** In what two steps differ that stand beside each other; figures are shown, not counted as differences. */
export type Difference = "text" | "arguments" | "result" | "model" | "outcome" | "approval" | "attempts";

export interface ComparedRow {
  /** `shared`: the fork has it from its parent's recording. */
  readonly state: "shared" | "same" | "changed" | "only_left" | "only_right";
  readonly left?: ComparedStep;
  readonly right?: ComparedStep;
  readonly differences: readonly Difference[];
}

/** What the compared steps of one session came to; steps that a fork shares with its parent are in neither. */
export interface Totals {
  /** Answers and tool calls. */
  readonly steps: number;
  readonly tools: number;
  readonly safeguards: number;
  readonly usage: Usage;
  readonly cost: CostSum;
  /** How long the turns took. */
  readonly duration: Ms;
  readonly outcome: Outcome;
}

export interface ComparedSide extends Pick<ComparedSession, "id" | "title"> {
  readonly totals: Totals;
}

export interface Comparison {
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  readonly rows: readonly ComparedRow[];
  /** What the right one did otherwise, in a line. */
  readonly summary: string;
}

/** Two sessions step by step. Pure: the same lines give the same comparison. */
export function compareSessions(left: Iterable<RecordedLine>, right: Iterable<RecordedLine>): Comparison {
  return compare(folded(left), folded(right));
}

function folded(lines: Iterable<RecordedLine>): ComparedSession {
  const fold = new ComparedFold();
  for (const line of lines) fold.take(line);
  return fold.session();
}

export function compare(left: ComparedSession, right: ComparedSession): Comparison {
  const rows = align(comparable(left, right), comparable(right, left)).map((pair) => rowOf(pair));
  const sides = [sideOf(left, rows, "left"), sideOf(right, rows, "right")] as const;
  return { left: sides[0], right: sides[1], rows, summary: summaryOf(sides[0].totals, sides[1].totals) };
}

/** Of what came before a fork only the messages are in both. */
function comparable(session: ComparedSession, other: ComparedSession): readonly ComparedStep[] {
  const { parent } = other;
  if (!other.isFork || parent === undefined || parent.session !== session.id) return session.steps;
  return session.steps.filter(({ seq, message }) => seq >= parent.seq || message !== undefined);
}

function rowOf([left, right]: Pair): ComparedRow {
  if (left === undefined || right === undefined)
    return {
      state: left === undefined ? "only_right" : "only_left",
      ...(left && { left }),
      ...(right && { right }),
      differences: [],
    };
  const differences = differencesOf(left, right);
  const isShared = left.inherited || right.inherited;
  const state = differences.length > 0 ? "changed" : isShared ? "shared" : "same";
  return { state, left, right, differences };
}

function differencesOf(left: ComparedStep, right: ComparedStep): readonly Difference[] {
  const isTool = left.kind === "tool";
  // Of what comes from a recording neither approval nor attempts are told again.
  const told = !left.inherited && !right.inherited;
  const all: readonly (readonly [Difference, boolean])[] = [
    ["arguments", left.input !== right.input],
    [isTool ? "result" : "text", left.kind !== "end" && left.text !== right.text],
    ["model", left.kind === "answer" && left.name !== right.name && left.name !== "" && right.name !== ""],
    ["outcome", left.failure !== right.failure || (left.kind === "end" && left.name !== right.name)],
    ["approval", told && left.approval !== right.approval],
    ["attempts", told && (left.attempts ?? 1) !== (right.attempts ?? 1)],
  ];
  return all.flatMap(([difference, differs]) => (differs ? [difference] : []));
}

function sideOf(
  { id, title, outcome }: ComparedSession,
  rows: readonly ComparedRow[],
  side: "left" | "right",
): ComparedSide {
  let totals: Totals = {
    steps: 0,
    tools: 0,
    safeguards: 0,
    usage: NO_USAGE,
    cost: NO_COST,
    duration: ms(0),
    outcome,
  };
  for (const row of rows) {
    const step = row[side];
    if (step !== undefined && row.left?.inherited !== true && row.right?.inherited !== true)
      totals = added(totals, step);
  }
  return { title, totals, ...(id !== undefined && { id }) };
}

function added(totals: Totals, { kind, usage, cost, duration }: ComparedStep): Totals {
  return {
    ...totals,
    steps: totals.steps + (kind === "answer" || kind === "tool" ? 1 : 0),
    tools: totals.tools + (kind === "tool" ? 1 : 0),
    safeguards: totals.safeguards + (kind === "safeguard" ? 1 : 0),
    usage: usage === undefined ? totals.usage : addUsage(totals.usage, usage),
    cost: cost === undefined ? totals.cost : mergeCosts(totals.cost, cost),
    duration: ms(totals.duration + (kind === "answer" || kind === "tool" ? (duration ?? 0) : 0)),
  };
}
