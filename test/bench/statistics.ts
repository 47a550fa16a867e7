/** The middle value, the upper one of two. NaN of nothing. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

export interface Pair {
  readonly subject: number;
  readonly baseline: number;
}

/**
 * Measures both in turn, so that a slow moment of the machine meets both, and gives the medians.
 * @param measure each round's samples; the first round only warms up.
 */
export async function alternate(
  rounds: number,
  measure: Readonly<Record<keyof Pair, () => Promise<readonly number[]>>>,
): Promise<Pair> {
  const samples: Record<keyof Pair, number[]> = { subject: [], baseline: [] };
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? (["subject", "baseline"] as const) : (["baseline", "subject"] as const);
    for (const side of order) {
      const measured = await measure[side]();
      if (round > 0) samples[side].push(...measured);
    }
  }
  return { subject: median(samples.subject), baseline: median(samples.baseline) };
}
