import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";

/** How many tests of a layer passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The environment variable that names the file where a mocha run is to leave its counts. */
export const countsVariable = "TEST_COUNTS";

export function writeCounts(file: string, counts: Counts): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(counts));
  renameSync(`${file}.new`, file); // whoever waits for it must never read half of it
}

/** @returns undefined if no run has come to its end there. */
export async function readCounts(file: string): Promise<Counts | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Counts);
}

export function sum(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
  };
}

/**
 * What a layer adds to the sum: a check nothing or one failure, a mocha run its counts; and one failure
 * more if it ended badly without a failed test, so that no crash is lost.
 */
export function countsOfLayer(exitCode: number, reported: Counts | undefined): Counts {
  const { passed, failed } = reported ?? { passed: 0, failed: 0 };
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

/** The line that everything ends with. */
export function verdict({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
