/** A line of a text beside another text. */
export interface MarkedLine {
  readonly text: string;
  /** It is not in the other text. */
  readonly changed: boolean;
}

/** Longer texts are for a diff editor; marking them here would take too long to be worth it. */
const MOST_LINES = 400;

/** Both texts in lines, those marked that only one of them has. Undefined where they are too long for that. */
export function markedLines(
  left: string,
  right: string,
): readonly [left: readonly MarkedLine[], right: readonly MarkedLine[]] | undefined {
  const [a, b] = [linesOf(left), linesOf(right)];
  if (a.length > MOST_LINES || b.length > MOST_LINES) return undefined;
  const common = longest(a, b);
  return [marked(a, common.left), marked(b, common.right)];
}

const marked = (lines: readonly string[], kept: ReadonlySet<number>): readonly MarkedLine[] =>
  lines.map((text, index) => ({ text, changed: !kept.has(index) }));

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
