import type { ComparedStep } from "./comparedSteps.ts";

/** Steps beside each other; one side is missing where the other has something of its own. */
export type Pair = readonly [left: ComparedStep | undefined, right: ComparedStep | undefined];

/** Pairs up to so many are weighed against each other at a time; longer sessions are aligned piece by piece. */
const PIECE = 600;

/** The steps of two sessions beside each other, in the order of both, so that most of them meet their like. */
export function align(left: readonly ComparedStep[], right: readonly ComparedStep[]): readonly Pair[] {
  const least = Math.min(left.length, right.length);
  let start = 0;
  while (start < least && likeness(left[start], right[start]) === EQUAL) start++;
  let end = 0;
  while (end < least - start && likeness(left.at(-1 - end), right.at(-1 - end)) === EQUAL) end++;
  const middle = inPieces(left.slice(start, left.length - end), right.slice(start, right.length - end));
  return [...zip(left.slice(0, start), right), ...middle, ...zip(tail(left, end), tail(right, end))];
}

const tail = <T>(items: readonly T[], count: number): readonly T[] => items.slice(items.length - count);

const zip = (left: readonly ComparedStep[], right: readonly ComparedStep[]): readonly Pair[] =>
  left.map((step, index) => [step, right[index]]);

function inPieces(left: readonly ComparedStep[], right: readonly ComparedStep[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let from = 0; from < Math.max(left.length, right.length); from += PIECE)
    pairs.push(...weighed(left.slice(from, from + PIECE), right.slice(from, from + PIECE)));
  return pairs;
}

const EQUAL = 4;

/** 0: nothing in common. */
function likeness(a: ComparedStep | undefined, b: ComparedStep | undefined): number {
  if (a === undefined || b === undefined || a.kind !== b.kind) return 0;
  if (a.text === b.text && a.input === b.input && a.name === b.name) return EQUAL;
  if (a.kind === "safeguard") return a.name === b.name ? 2 : 0;
  if (a.kind !== "tool") return a.text === b.text ? 3 : 1;
  if (a.name !== b.name) return 0;
  return a.input === b.input ? 3 : 1;
}

/** The alignment with the most likeness (Needleman and Wunsch, without a price for gaps). */
function weighed(left: readonly ComparedStep[], right: readonly ComparedStep[]): readonly Pair[] {
  const width = right.length + 1;
  const best = new Int32Array((left.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--) {
      const like = likeness(left[i], right[j]);
      const met = like === 0 ? 0 : like + at(i + 1, j + 1);
      best[i * width + j] = Math.max(met, at(i + 1, j), at(i, j + 1));
    }
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const like = likeness(left[i], right[j]);
    if (like > 0 && at(i, j) === like + at(i + 1, j + 1)) pairs.push([left[i++], right[j++]]);
    else if (at(i, j) === at(i + 1, j)) pairs.push([left[i++], undefined]);
    else pairs.push([undefined, right[j++]]);
  }
  while (i < left.length) pairs.push([left[i++], undefined]);
  while (j < right.length) pairs.push([undefined, right[j++]]);
  return pairs;
}
