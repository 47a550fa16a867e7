/** A line of a text beside another text. */
export interface MarkedLine {
  readonly text: string;
  /** It is not in the other text. */
  readonly changed: boolean;
}

/** Between what is the same at the beginning and at the end; finding the best match of more takes too long. */
const MOST_LINES = 400;

/** Both texts in lines, those marked that only one of them has. */
export function markedLines(
  left: string,
  right: string,
): readonly [left: readonly MarkedLine[], right: readonly MarkedLine[]] {
  const [a, b] = [linesOf(left), linesOf(right)];
  const shortest = Math.min(a.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shortest - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [midA, midB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
  const isLong = midA.length > MOST_LINES || midB.length > MOST_LINES;
  const common = isLong ? shared(midA, midB) : longest(midA, midB);
  return [marked(a, common.left, head, tail), marked(b, common.right, head, tail)];
}

/** @param kept places behind the first `head` lines; the last `tail` ones are kept, too. */
const marked = (
  lines: readonly string[],
  kept: ReadonlySet<number>,
  head: number,
  tail: number,
): readonly MarkedLine[] =>
  lines.map((text, index) => ({
    text,
    changed: index >= head && index < lines.length - tail && !kept.has(index - head),
  }));

/** The places of lines that the other text has somewhere. */
const shared = (a: readonly string[], b: readonly string[]) => ({
  left: placesIn(a, b),
  right: placesIn(b, a),
});

function placesIn(lines: readonly string[], other: readonly string[]): ReadonlySet<number> {
  const known = new Set(other);
  return new Set([...lines.keys()].filter((index) => known.has(lines[index] ?? "")));
}

/** An empty text has no line. */
export const linesOf = (text: string): readonly string[] => (text === "" ? [] : text.split("\n"));

/** The places of a longest common subsequence. */
function longest(a: readonly string[], b: readonly string[]) {
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i * width + j] = a[i] === b[j] ? 1 + at(i + 1, j + 1) : Math.max(at(i + 1, j), at(i, j + 1));
  const left = new Set<number>();
  const right = new Set<number>();
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      left.add(i++);
      right.add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return { left, right };
}
