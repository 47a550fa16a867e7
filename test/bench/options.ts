import { parseArgs } from "node:util";

export interface BenchOptions {
  /** The rows to run, in their usual order. */
  readonly rows: readonly string[];
  readonly json: boolean;
}

export const usage = `Usage: npm run bench -- [--only ROW[,ROW]] [--json]`;

/**
 * What the command line asks for.
 * @param known all rows.
 * @throws an Error that says what is wrong with it.
 */
export function parseBenchOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: "string", multiple: true }, json: { type: "boolean", default: false } },
  });
  const asked = values.only?.flatMap((names) => names.split(",")) ?? known;
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}. There are: ${known.join(", ")}.`);
  return { rows: known.filter((name) => asked.includes(name)), json: values.json };
}
