import { relative } from "node:path";
import Mocha from "mocha";
import CountingReporter from "./reporter.ts";

export interface MochaRun {
  readonly files: readonly string[];
  /** Of one test or hook, in milliseconds. */
  readonly timeout: number;
  readonly color?: boolean;
  readonly rootHooks?: Mocha.RootHookObject;
}

/**
 * Runs mocha in this process. A file that holds no test counts as a failed one.
 * @returns how many tests failed.
 * @throws what loading a test file throws.
 */
export async function runMocha({ files, timeout, color, rootHooks = {} }: MochaRun): Promise<number> {
  const mocha = new Mocha({ timeout, reporter: CountingReporter, ...(color === undefined ? {} : { color }) });
  mocha.rootHooks(rootHooks);
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  for (const file of files) if (!holdsTests(mocha.suite, file)) mocha.suite.addTest(missingTests(file));
  return new Promise((resolve) => void mocha.run(resolve));
}

function holdsTests(suite: Mocha.Suite, file: string): boolean {
  return (
    suite.tests.some((test) => test.file === file) || suite.suites.some((child) => holdsTests(child, file))
  );
}

function missingTests(file: string): Mocha.Test {
  return new Mocha.Test(`${relative(process.cwd(), file)} holds a test`, () => {
    throw new Error("This file defines no test.");
  });
}
