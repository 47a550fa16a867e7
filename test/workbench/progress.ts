/** Takes one line for the person who waits. */
export type Progress = (line: string) => void;

export const printProgress: Progress = (line) => void process.stdout.write(`${line}\n`);

const tickSeconds = 10;

/** Runs `work` and says every ten seconds that it still does. */
export async function whileTelling<T>(progress: Progress, what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  progress(`${what} …`);
  const ticker = setInterval(() => progress(`  … ${secondsSince(began)} s`), tickSeconds * 1000);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
  }
}

/** Whole seconds since a reading of `performance.now()`. */
export function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 1000);
}
