import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import {
  compare,
  type ComparedRow,
  type ComparedSide,
  type Comparison,
} from "../../views/compare/compare.ts";
import { ComparedFold, type ComparedSession, type ComparedStep } from "../../views/compare/comparedSteps.ts";
import { formatCount, formatDuration, formatTokens } from "../../views/figures.ts";
import { formatCost } from "../../views/format.ts";
import { promptTokens } from "../../core/usage.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";

export interface DiffOptions {
  readonly left: string;
  readonly right: string;
  readonly json: boolean;
}

/** `sessions diff A B`: two sessions step by step; with `json` one object per row, the totals last. */
export async function sessionsDiff(
  engine: Engine,
  { left, right, json }: DiffOptions,
  io: Io,
): Promise<ExitCode> {
  const comparison = compare(await stepsOf(engine, left), await stepsOf(engine, right));
  if (json) printJson(comparison, io);
  else io.out(engine.clean(describe(comparison)));
  return 0;
}

async function stepsOf(engine: Engine, id: string): Promise<ComparedSession> {
  const fold = new ComparedFold();
  for await (const line of engine.sessions.lines(id as SessionId)) fold.take(line);
  const session = fold.session();
  if (session.id !== undefined) return session;
  throw new FlightdeckError("storage", `The recording of ${id} has no readable beginning.`);
}

function printJson({ rows, left, right, summary }: Comparison, io: Io): void {
  for (const [index, { state, differences, ...sides }] of rows.entries())
    jsonLine(io, { type: "row", index, state, differences, left: sides.left, right: sides.right });
  jsonLine(io, { type: "diff", summary, left: totalsOf(left), right: totalsOf(right) });
}

const totalsOf = ({ id, title, totals }: ComparedSide) => ({
  sessionId: id,
  title,
  steps: totals.steps,
  tools: totals.tools,
  safeguards: totals.safeguards,
  usage: totals.usage,
  costNanoUsd: totals.cost.nanoUsd,
  simulatedNanoUsd: totals.cost.simulatedNanoUsd,
  unpriced: totals.cost.unpriced,
  durationMs: totals.duration,
  outcome: totals.outcome,
});

function describe({ rows, left, right, summary }: Comparison): string {
  const lines = [`A  ${headOf(left)}`, `B  ${headOf(right)}`, ""];
  let shared = 0;
  for (const row of rows) {
    if (row.state === "shared") shared++;
    else lines.push(...rowLines(row));
  }
  if (shared > 0) lines.splice(3, 0, `   ${formatCount(shared, "step")} from the parent's recording`);
  return `${[...lines, "", summary].join("\n")}\n`;
}

const headOf = ({ id, title, totals }: ComparedSide): string =>
  [
    id ?? "",
    title,
    formatCount(totals.steps, "step"),
    `${formatTokens(promptTokens(totals.usage))}/${formatTokens(totals.usage.output)} tok`,
    formatCost(totals.cost),
    formatDuration(totals.duration),
  ].join("  ");

/** `-` stands only in A, `+` only in B, `~` in both and differently. */
function rowLines({ state, left, right, differences }: ComparedRow): readonly string[] {
  if (left === undefined || right === undefined) {
    const step = left ?? right;
    return step === undefined ? [] : [`${left === undefined ? "+" : "-"}  ${lineOf(step)}`];
  }
  if (state !== "changed") return [`   ${lineOf(left)}`];
  return [
    `~  ${left.kind} ${left.name}: ${differences.join(", ")}`,
    `     A ${bodyOf(left)}`,
    `     B ${bodyOf(right)}`,
  ];
}

const lineOf = (step: ComparedStep): string => `${step.kind} ${step.name}: ${bodyOf(step)}`;

const WIDTH = 100;

function bodyOf({ input, text, failure, name, kind }: ComparedStep): string {
  const parts = [
    ...(kind === "end" ? [name] : []),
    ...(failure === undefined ? [] : [`✗ ${failure}`]),
    ...(input === undefined ? [] : [input]),
    text,
  ];
  const line = parts.join(" ").replace(/\s+/g, " ").trim();
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}
