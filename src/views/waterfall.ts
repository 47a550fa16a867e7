import { criticalPath, type CriticalPath } from "./criticalPath.ts";
import { idOf, SpanColumns, splitId, STATES, STATUSES, type SpanBlock } from "./spanColumns.ts";
import { findRepeats, groupOf, type Group, type Repeats } from "./repeats.ts";
import { matchRows, parseQuery, type FoundRows, type Term } from "./spanQuery.ts";
import { sumUp, totalsAt, traceTotals, type SpanTotals, type Totals } from "./spanTotals.ts";
import { buildTree, type SpanTree } from "./spanTree.ts";
import type { TimeRange } from "./timeScale.ts";
import { foldsAtDepth, unfolded, withAncestors } from "./visibleRows.ts";

/** Everything that follows from the spans alone. */
interface Shape {
  readonly tree: SpanTree;
  readonly totals: SpanTotals;
  readonly sum: Totals;
  /** From the earliest start to the last known time. */
  readonly extent: TimeRange;
  readonly repeats: Repeats;
  /** By a run's first span, once it was asked for. */
  readonly groups: Map<number, Group>;
}

const ERROR = STATUSES.indexOf("error");

/**
 * What a waterfall shows of one trace, without a DOM: spans come in blocks; rows, sums, matches and
 * the critical path follow, each computed when it is first asked for after a change, in linear time.
 * A row of the table is called a span here, to tell it from a row on the screen.
 */
export class Waterfall {
  readonly columns = new SpanColumns();
  #folded = new Set<number>();
  /** The first spans of runs that are shown one by one. */
  #opened = new Set<number>();
  #groupsRepeats = true;
  #terms: readonly Term[] = [];
  #found: FoundRows = new Map();
  #hidesOthers = true;
  #shape: Shape | undefined;
  #matches: Uint8Array | undefined;
  #rows: Uint32Array | undefined;
  #path: CriticalPath | undefined;

  /** Takes new and changed spans over. */
  take(block: SpanBlock): void {
    this.columns.take(block);
    this.#shape = undefined;
    this.#matches = undefined;
    this.#rows = undefined;
    this.#path = undefined;
  }

  get tree(): SpanTree {
    return this.#known.tree;
  }

  /** What a span's subtree used, itself included. */
  totals(span: number): Totals {
    return totalsAt(this.#known.totals, span);
  }

  /** What the whole trace used. */
  get sum(): Totals {
    return this.#known.sum;
  }

  get extent(): TimeRange {
    return this.#known.extent;
  }

  get path(): CriticalPath {
    return (this.#path ??= criticalPath(this.columns, this.tree));
  }

  /** The spans that are shown, from top to bottom. */
  get rows(): Uint32Array {
    return (this.#rows ??=
      this.matches === undefined || !this.#hidesOthers
        ? unfolded(this.tree, this.#folded, this.#groupsRepeats ? this.#runEnd : undefined)
        : withAncestors(this.tree, this.matches));
  }

  /** By span: 1 where it matches the filter. Undefined where there is no filter. */
  get matches(): Uint8Array | undefined {
    if (this.#terms.length === 0) return undefined;
    return (this.#matches ??= matchRows(this.columns, this.#terms, this.#found));
  }

  /** @param hidesOthers false only marks what matches. */
  filter(query: string, hidesOthers: boolean): void {
    this.#terms = parseQuery(query);
    this.#hidesOthers = hidesOthers;
    this.#matches = undefined;
    this.#rows = undefined;
  }

  /** Takes over which spans have the attributes that the filter asks for. */
  setFound(found: FoundRows): void {
    this.#found = found;
    this.#matches = undefined;
    this.#rows = undefined;
  }

  /** Where a span stands among `rows`, or its group, or the nearest of its ancestors that is shown; -1 if none is. */
  rowAt(span: number): number {
    const { position, up } = this.tree;
    for (let row = span; row >= 0; row = up[row]!) {
      const shown = this.#isGrouped(row) ? this.headOf(row)! : row;
      const at = lowerBound(this.rows, position, position[shown]!);
      if (this.rows[at] === shown) return at;
    }
    return -1;
  }

  find(spanId: string): number | undefined {
    const { idHigh, idLow } = splitId(spanId);
    const { arrays, length } = this.columns;
    for (let span = 0; span < length; span++) {
      if (arrays.idLow[span] === idLow && arrays.idHigh[span] === idHigh) return span;
    }
    return undefined;
  }

  spanId(span: number): string {
    return idOf(this.columns.arrays, span);
  }

  /** While a filter hides the rest, all that it leaves is shown and nothing can be folded. */
  get canFold(): boolean {
    return this.matches === undefined || !this.#hidesOthers;
  }

  isFolded(span: number): boolean {
    return this.canFold && (this.#folded.has(span) || this.group(span) !== undefined);
  }

  /** Whether siblings that repeat each other are shown as one row. */
  get groupsRepeats(): boolean {
    return this.#groupsRepeats;
  }

  set groupsRepeats(groups: boolean) {
    this.#groupsRepeats = groups;
    this.#opened.clear();
    this.#rows = undefined;
  }

  /** What a row stands for that is shown for a whole run of siblings; undefined where it is one span. */
  group(span: number): Group | undefined {
    if (!this.#isGrouped(span) || this.headOf(span) !== span) return undefined;
    const { groups, tree, totals, repeats } = this.#known;
    let group = groups.get(span);
    if (group === undefined) groups.set(span, (group = groupOf(this.columns, tree, totals, repeats, span)));
    return group;
  }

  /** The first span of the run that a span is in. */
  headOf(span: number): number | undefined {
    const head = this.#known.repeats.head[span] ?? -1;
    return head < 0 ? undefined : head;
  }

  /** How many siblings the run has that a span begins; 0 where it begins none. */
  repeatsOf(span: number): number {
    return this.#groupsRepeats && this.canFold ? (this.#known.repeats.count[span] ?? 0) : 0;
  }

  /** Shows the spans of a run one by one, or as one row. */
  openGroup(head: number, open: boolean): void {
    if (open) this.#opened.add(head);
    else this.#opened.delete(head);
    this.#rows = undefined;
  }

  #isGrouped(span: number): boolean {
    if (!this.#groupsRepeats || !this.canFold) return false;
    const head = this.headOf(span);
    return head !== undefined && !this.#opened.has(head);
  }

  readonly #runEnd = (span: number): number => {
    const { count, end } = this.#known.repeats;
    return count[span]! > 0 && !this.#opened.has(span) ? end[span]! : 0;
  };

  hasChildren(span: number): boolean {
    return this.tree.size[span]! > 1 || this.group(span) !== undefined;
  }

  fold(span: number, folded: boolean): void {
    if (folded && this.tree.size[span]! > 1) this.#folded.add(span);
    else this.#folded.delete(span);
    this.#rows = undefined;
  }

  /** Folds the spans that are named, in one pass over all. */
  foldAll(ids: ReadonlySet<string>): void {
    for (let span = 0; span < this.columns.length; span++)
      if (this.tree.size[span]! > 1 && ids.has(this.spanId(span))) this.#folded.add(span);
    this.#rows = undefined;
  }

  /** Folds everything below so many levels; `Infinity` unfolds all. */
  foldToDepth(levels: number): void {
    this.#folded = foldsAtDepth(this.tree, levels);
    this.#opened = new Set(levels === Infinity ? this.#known.repeats.head : []);
    this.#rows = undefined;
  }

  /** Unfolds whatever hides a span. */
  uncover(span: number): void {
    const { up } = this.tree;
    for (let row = span; row >= 0; row = up[row]!) {
      const head = this.headOf(row);
      if (head !== undefined) this.openGroup(head, true);
      if (row !== span) this.fold(row, false);
    }
  }

  /** Folded spans by id, to come back to after a reload. */
  get folds(): readonly string[] {
    return Array.from(this.#folded, (span) => this.spanId(span));
  }

  /** The next span that matches the filter, in tree order and around its end; folded ones too. */
  nextMatch(from: number | undefined, step: 1 | -1): number | undefined {
    const { matches } = this;
    return matches && this.#next(from, step, (span) => matches[span] === 1);
  }

  /** How many spans match the filter, and which of them a span is: from 1, in tree order; 0 if it does not. */
  matchCount(span: number | undefined): { readonly place: number; readonly count: number } {
    const { matches } = this;
    const { position } = this.tree;
    let place = 0;
    let count = 0;
    const isMatch = span !== undefined && matches?.[span] === 1;
    matches?.forEach((match, other) => {
      count += match;
      if (isMatch && match === 1 && position[other]! <= position[span]!) place++;
    });
    return { place, count };
  }

  nextError(from: number | undefined, step: 1 | -1 = 1): number | undefined {
    const { status } = this.columns.arrays;
    return this.#next(from, step, (span) => status[span] === ERROR);
  }

  #next(from: number | undefined, step: 1 | -1, wanted: (span: number) => boolean): number | undefined {
    const { order, position } = this.tree;
    const start = from === undefined ? (step === 1 ? -1 : order.length) : position[from]!;
    for (let walked = 1; walked <= order.length; walked++) {
      const span = order[(start + step * walked + 2 * order.length) % order.length]!;
      if (wanted(span)) return span;
    }
    return undefined;
  }

  get #known(): Shape {
    if (this.#shape === undefined) {
      const tree = buildTree(this.columns);
      const totals = sumUp(this.columns, tree);
      this.#shape = {
        tree,
        totals,
        sum: traceTotals(totals, tree),
        extent: extentOf(this.columns),
        repeats: findRepeats(this.columns, tree),
        groups: new Map(),
      };
    }
    return this.#shape;
  }
}

/** Position in `rows`, which are in tree order, of the first not before `position`. */
function lowerBound(rows: Uint32Array, positions: Uint32Array, position: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (positions[rows[middle]!]! < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function extentOf({ arrays: { start, end }, length }: SpanColumns): TimeRange {
  let from = Infinity;
  let to = -Infinity;
  for (let span = 0; span < length; span++) {
    from = Math.min(from, start[span]!);
    to = Math.max(to, start[span]!, Number.isNaN(end[span]!) ? -Infinity : end[span]!);
  }
  return length === 0 ? { from: 0, to: 0 } : { from, to };
}

export const isRunning = ({ arrays }: SpanColumns, span: number): boolean =>
  STATES[arrays.state[span]!] === "running";
