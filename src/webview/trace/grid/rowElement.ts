import { formatDuration } from "../../../views/figures.ts";
import {
  categoryOf,
  costText,
  groupMood,
  isNotMetered,
  moodOf,
  spokenGroup,
  spokenRow,
  tokensText,
  type SpanMood,
} from "../../../views/rowText.ts";
import type { Group } from "../../../views/repeats.ts";
import type { Category } from "../../../views/spanRow.ts";
import { CYCLE, NO_CUT } from "../../../views/spanTree.ts";
import { durationText } from "../durationText.ts";
import type { TraceModel } from "../traceModel.ts";
import { BarElement } from "./barElement.ts";
import { KIND_ICONS } from "./kinds.ts";
import "./row.css";
import { ROW_HEIGHT } from "./rowWindow.ts";

export const rowId = (span: number): string => `row-${span}`;

/** Deeper levels than this are not indented further, so that their names stay readable. */
const DEEPEST_INDENT = 16;
const INDENT = 10;

/**
 * One row of the grid as elements that are made once and then filled with one span after another, as
 * VS Code's own lists do. While one scrolls fast this costs a third of drawing components, and nothing
 * is changed that stays the same.
 */
export class RowElement {
  readonly element = make("div", "row");
  readonly #name = make("div", "cell cell-name");
  readonly #twistie = make("span", "twistie");
  readonly #kind = make("span", "");
  readonly #label = make("span", "label");
  readonly #text = make("span", "name");
  readonly #note = make("span", "note");
  readonly #marks = make("span", "marks");
  readonly #tokens = make("div", "cell cell-tokens");
  readonly #cost = make("div", "cell cell-cost");
  readonly #duration = make("div", "cell cell-duration");
  readonly #time = make("div", "cell cell-time");
  readonly #bar = new BarElement(this.#time);
  #index = -1;
  #span = -1;
  #version = -1;

  constructor() {
    this.element.setAttribute("role", "row");
    for (const cell of [this.#name, this.#tokens, this.#cost, this.#duration, this.#time]) {
      cell.setAttribute("role", "gridcell");
      this.element.append(cell);
    }
    this.#label.append(this.#text, this.#note);
    this.#name.append(this.#twistie, this.#kind, this.#label, this.#marks);
  }

  /** Whether it shows a span at a place among the rows, as the model is now. */
  shows(model: TraceModel, span: number, index: number): boolean {
    return span === this.#span && index === this.#index && model.version === this.#version;
  }

  show(model: TraceModel, span: number, index: number): void {
    if (index !== this.#index) {
      this.element.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
      this.element.ariaRowIndex = String(index + 2);
    }
    if (span !== this.#span || model.version !== this.#version) this.#fill(model, span);
    this.#index = index;
    this.#span = span;
    this.#version = model.version;
  }

  /** Draws what changes with time alone. */
  tick(model: TraceModel, now: number): void {
    if (moodOf(model.waterfall.columns, this.#span).kind !== "running") return;
    setText(this.#duration, formatDuration(model.durationOf(this.#span, now)));
    this.#bar.show(model, this.#span, now);
  }

  #fill(model: TraceModel, span: number): void {
    const { waterfall } = model;
    const { columns } = waterfall;
    const group = waterfall.group(span);
    const totals = group?.totals ?? waterfall.totals(span);
    const duration = durationText(model, span);
    const marked = waterfall.matches === undefined || waterfall.matches[span] === 1;
    setClass(this.element, marked ? "row" : "row row-unmarked");
    const spoken = group
      ? spokenGroup(columns, span, group, duration)
      : spokenRow(columns, span, totals, duration);
    this.#describe(model, span, spoken);
    this.#fillName(model, span, group);
    setText(this.#tokens, tokensText(totals));
    const cost = costText(totals);
    const free = cost.text === "" && isNotMetered(columns, span);
    setText(this.#cost, free ? "–" : cost.text);
    setClass(this.#cost, cost.simulated ? "cell cell-cost simulated" : "cell cell-cost");
    this.#cost.title = free ? "not metered" : cost.hint;
    setText(this.#duration, duration);
    this.#bar.show(model, span, model.now());
  }

  #describe(model: TraceModel, span: number, words: string): void {
    const { element } = this;
    const { waterfall } = model;
    const { tree } = waterfall;
    element.id = rowId(span);
    element.dataset["span"] = String(span);
    element.ariaLabel = words;
    element.ariaSelected = String(span === model.selected);
    element.ariaLevel = String(tree.depth[span]! + 1);
    element.ariaPosInSet = String(tree.place[span]);
    element.ariaSetSize = String(tree.siblings[span]);
    element.ariaExpanded = waterfall.hasChildren(span) ? String(!waterfall.isFolded(span)) : null;
  }

  #fillName({ waterfall }: TraceModel, span: number, group: Group | undefined): void {
    const { columns, tree } = waterfall;
    const category = categoryOf(columns, span);
    const name = columns.text("name", span);
    const note =
      group === undefined ? columns.text("note", span) : `× ${group.count.toLocaleString("en-US")}`;
    this.#name.style.paddingLeft = `${Math.min(tree.depth[span]!, DEEPEST_INDENT) * INDENT}px`;
    this.#name.title = `${name} ${note}`;
    setClass(this.#twistie, twistieClass(waterfall.hasChildren(span), waterfall.isFolded(span)));
    setClass(this.#kind, `codicon codicon-${KIND_ICONS[category]} kind kind-${category}`);
    setText(this.#text, shortName(name, category) || "(no name)");
    setText(this.#note, note);
    setClass(this.#note, group === undefined ? "note" : "note note-count");
    const repeats = group === undefined ? waterfall.repeatsOf(span) : 0;
    this.#fillMarks(tree.cut[span]!, group ? groupMood(group) : moodOf(columns, span), repeats);
  }

  #fillMarks(cut: number, mood: SpanMood, repeats: number): void {
    if (cut === NO_CUT && mood.kind === "done" && repeats === 0) {
      if (this.#marks.firstChild) this.#marks.replaceChildren();
      return;
    }
    this.#marks.replaceChildren(...cutMarks(cut), ...moodMarks(mood), ...repeatMarks(repeats));
  }
}

const twistieClass = (has: boolean, folded: boolean): string =>
  has ? `twistie twistie-on codicon codicon-chevron-${folded ? "right" : "down"}` : "twistie";

/** What the icon says already is left out: `execute_tool read_file` is `read_file`. */
const shortName = (name: string, category: Category): string =>
  category === "tool" ? name.replace(/^execute_tool /, "") : name;

function cutMarks(cut: number): readonly HTMLElement[] {
  if (cut === NO_CUT) return [];
  const icon = make("span", "cut codicon codicon-debug-disconnect");
  icon.title = cut === CYCLE ? "its parents form a ring" : "its parent is not in this trace";
  return [icon];
}

/** Leads back to the one row from the first of its spans. */
function repeatMarks(repeats: number): readonly HTMLElement[] {
  if (repeats === 0) return [];
  const mark = make("span", "regroup");
  mark.textContent = `1 of ${repeats.toLocaleString("en-US")}`;
  mark.title = "Show as one row (←)";
  return [mark];
}

const MOOD_ICONS = { error: "error", interrupted: "circle-slash", running: "loading codicon-modifier-spin" };

function moodMarks({ kind, label }: SpanMood): readonly HTMLElement[] {
  if (kind === "done") return [];
  const text = make("span", `mood-label mood-${kind}`);
  text.textContent = label;
  return [make("span", `mood-${kind} codicon codicon-${MOOD_ICONS[kind]}`), text];
}

export function make(tag: "div" | "span", className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

/** Writing what is there already would cost a new layout. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function setClass(element: Element, className: string): void {
  if (element.className !== className) element.className = className;
}
