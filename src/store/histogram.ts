/**
 * Durations counted in logarithmic buckets, so that histograms can be added and percentiles come from
 * sums. Bucket `i` holds durations from 2^(i/8) up to 2^((i+1)/8) ms: a percentile is off by 4.5 % at most.
 * The index is the bucket; buckets after the last that was counted are left out.
 */
export type Histogram = number[];

const PER_OCTAVE = 8;

/** Everything up to a millisecond lies in the first bucket. */
const bucketOf = (ms: number): number => Math.floor(Math.log2(Math.max(1, ms)) * PER_OCTAVE);

const middleOf = (bucket: number): number => 2 ** ((bucket + 0.5) / PER_OCTAVE);

export function countDuration(into: Histogram, ms: number): void {
  const bucket = bucketOf(ms);
  while (into.length <= bucket) into.push(0);
  into[bucket] = (into[bucket] ?? 0) + 1;
}

/** Adds counts, or takes them away with `sign` -1. */
export function addHistogram(into: Histogram, from: Readonly<Histogram>, sign: 1 | -1): void {
  while (into.length < from.length) into.push(0);
  for (let bucket = 0; bucket < from.length; bucket++) {
    into[bucket] = (into[bucket] ?? 0) + sign * (from[bucket] ?? 0);
  }
  while (into.at(-1) === 0) into.pop();
}

/** The duration in ms below which the share `p` (0 to 1) of all lie; undefined where there are none. */
export function percentile(histogram: Readonly<Histogram>, p: number): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(total * p));
  let seen = 0;
  const bucket = histogram.findIndex((count) => (seen += count) >= rank);
  return bucket === -1 ? undefined : middleOf(bucket);
}

/** Without the empty buckets at the beginning: how many there are, then the rest. */
export function packHistogram(histogram: Readonly<Histogram>): readonly number[] {
  const first = Math.max(
    0,
    histogram.findIndex((count) => count !== 0),
  );
  return [first, ...histogram.slice(first)];
}

export function unpackHistogram(packed: readonly number[]): Histogram {
  const histogram: Histogram = [];
  // Loops, because a dashboard unpacks a thousand of them at once.
  for (let bucket = 0; bucket < (packed[0] ?? 0); bucket++) histogram.push(0);
  for (let at = 1; at < packed.length; at++) histogram.push(packed[at] ?? 0);
  return histogram;
}
