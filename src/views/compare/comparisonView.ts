import { failureLabel } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import { promptTokens } from "../../core/usage.ts";
import { formatCount, formatDuration, formatTokens } from "../figures.ts";
import { formatCost } from "../format.ts";
import type { ComparedRow, ComparedSide, Comparison, Difference } from "./compare.ts";
import type { ComparedStep, StepKind } from "./comparedSteps.ts";
import { linesOf, markedLines, type MarkedLine } from "./lineDiff.ts";
import { SAFEGUARD_NAMES } from "../safeguardNames.ts";
import { outcomeText } from "./summary.ts";

/** A comparison as a page shows it: texts cut to what fits a row, figures as words. */
export interface ComparisonView {
  readonly summary: string;
  readonly left: SideView;
  readonly right: SideView;
  readonly rows: readonly RowView[];
}

export interface SideView {
  readonly id?: SessionId;
  readonly title: string;
  readonly outcome: string;
  readonly failed: boolean;
  readonly figures: readonly { readonly label: string; readonly text: string }[];
}

export interface RowView {
  /** Its place in the comparison, by which its whole texts are asked for. */
  readonly index: number;
  readonly state: ComparedRow["state"];
  readonly kind: StepKind;
  readonly differences: readonly Difference[];
  readonly left?: CellView;
  readonly right?: CellView;
}

/** One step on its side. */
export interface CellView {
  readonly title: string;
  /** `3.2 s · 1.2k/80 tok · $0.004`. */
  readonly figures: string;
  readonly failure?: string;
  readonly blocks: readonly BlockView[];
}

export interface BlockView {
  /** `arguments`, `result`; empty where it is the only one. */
  readonly label: string;
  readonly lines: readonly MarkedLine[];
  /** How many lines are not shown. */
  readonly more: number;
}

/** A row shows this many lines of a text; the diff editor has the rest. */
const SHOWN_LINES = 12;
/** Of a text that is the same on both sides. */
const SHOWN_SAME_LINES = 3;
const LONGEST_LINE = 400;

export function comparisonView({ summary, left, right, rows }: Comparison): ComparisonView {
  return { summary, left: sideView(left), right: sideView(right), rows: rows.map(rowView) };
}

function sideView({ id, title, totals }: ComparedSide): SideView {
  const { steps, tools, safeguards, usage, cost, duration, outcome } = totals;
  return {
    ...(id !== undefined && { id }),
    title: title === "" ? "(no title)" : title,
    outcome: outcomeText(outcome),
    failed: !["done", "running", "stopped"].includes(outcome),
    figures: [
      {
        label: "Steps",
        text: tools === 0 ? `${steps}` : `${steps}, ${formatCount(tools, "tool call")} among them`,
      },
      { label: "Tokens", text: `${formatTokens(promptTokens(usage))} in, ${formatTokens(usage.output)} out` },
      { label: "Cost", text: formatCost(cost) },
      { label: "Time", text: formatDuration(duration) },
      { label: "Safeguards", text: safeguards === 0 ? "none acted" : `${safeguards} acted` },
    ],
  };
}

function rowView({ state, left, right, differences }: ComparedRow, index: number): RowView {
  const cells = cellsOf(left, right);
  const kind = (left ?? right)?.kind ?? "end";
  return {
    index,
    state,
    kind,
    differences,
    ...(cells.left && { left: cells.left }),
    ...(cells.right && { right: cells.right }),
  };
}

function cellsOf(left: ComparedStep | undefined, right: ComparedStep | undefined) {
  if (left === undefined || right === undefined)
    return {
      left: left && cell(left, blocks(left, SHOWN_SAME_LINES)),
      right: right && cell(right, blocks(right, SHOWN_SAME_LINES)),
    };
  const input = pair("arguments", left.input ?? "", right.input ?? "");
  const text = pair(left.kind === "tool" ? "result" : "", left.text, right.text);
  const filled = (side: 0 | 1) => [input[side], text[side]].filter(({ lines }) => lines.length > 0);
  return { left: cell(left, filled(0)), right: cell(right, filled(1)) };
}

function blocks({ kind, input = "", text }: ComparedStep, most: number): readonly BlockView[] {
  const all = [
    block("arguments", plain(input), most),
    block(kind === "tool" ? "result" : "", plain(text), most),
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

function pair(label: string, left: string, right: string): readonly [BlockView, BlockView] {
  if (left === right) {
    const same = block(label, plain(left), SHOWN_SAME_LINES);
    return [same, same];
  }
  const [a, b] = markedLines(left, right);
  // What is the same before the first change says little; one line of it says where that is.
  return [
    block(label, fromChange(a), SHOWN_LINES, a.length),
    block(label, fromChange(b), SHOWN_LINES, b.length),
  ];
}

const plain = (text: string): readonly MarkedLine[] =>
  linesOf(text).map((line) => ({ text: line, changed: false }));

function fromChange(lines: readonly MarkedLine[]): readonly MarkedLine[] {
  const first = lines.findIndex(({ changed }) => changed);
  return lines.length <= SHOWN_LINES || first === -1 ? lines : lines.slice(Math.max(0, first - 1));
}

function block(label: string, lines: readonly MarkedLine[], most: number, all = lines.length): BlockView {
  const shown = lines.slice(0, most).map(({ text, changed }) => ({
    text: text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text,
    changed,
  }));
  return { label, lines: shown, more: all - shown.length };
}

function cell(step: ComparedStep, shown: readonly BlockView[]): CellView {
  // The title of an end says it.
  const failure = step.kind === "end" ? undefined : step.failure;
  return {
    title: titleOf(step),
    figures: figuresOf(step),
    blocks: shown,
    ...(failure !== undefined && { failure: failureLabel(failure) }),
  };
}

function titleOf({ kind, name, approval, safeguard }: ComparedStep): string {
  if (safeguard !== undefined) return SAFEGUARD_NAMES[safeguard];
  if (kind === "prompt") return "You";
  if (kind === "end") return name === "done" ? "Turn done" : `Turn ${outcomeText(name as "stopped")}`;
  if (kind === "answer") return name === "" ? "Answer" : name;
  return approval === undefined ? name : `${name} · ${approval}`;
}

function figuresOf({ duration, usage, cost, attempts }: ComparedStep): string {
  const parts = [
    ...(attempts !== undefined && attempts > 1 ? [`${attempts} attempts`] : []),
    ...(duration === undefined ? [] : [formatDuration(duration)]),
    ...(usage === undefined
      ? []
      : [`${formatTokens(promptTokens(usage))}/${formatTokens(usage.output)} tok`]),
    ...(cost === undefined ? [] : [formatCost(cost)]),
  ];
  return parts.join(" · ");
}
