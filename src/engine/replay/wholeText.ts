const CUT = /\n\[… (\d+) characters left out: the result is too long\. Ask for less at once …\]\n/;

/** As `safeguards/outputCap.ts` cuts. */
const HALF = 25_000;

/**
 * A text of the same length whose cut is the recorded one: what was left out is not needed to write the same
 * lines again, so no side file is. A text that was not cut is itself.
 */
export function whole(text: string): string {
  const cut = CUT.exec(text);
  if (cut === null || text.length < 2 * HALF) return text;
  const head = text.slice(0, cut.index);
  const tail = text.slice(cut.index + cut[0].length);
  const left = Number(cut[1]);
  if (left < 2) return text;
  // Half a character at a cut was left out with the rest.
  const first = head.length < HALF ? "\ud83d" : "…";
  const last = tail.length < HALF ? "\ude00" : "…";
  return `${head}${first}${"…".repeat(left - 2)}${last}${tail}`;
}
