import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { countsVariable } from "../report/counts.ts";

/** What a run inside the extension host is told, as JSON in an environment variable. */
export interface HostOrder {
  /** Bundled test files. */
  readonly files: readonly string[];
  /** Takes what mocha prints, as it comes. */
  readonly output: string;
  /** Appears at the end, see `counts.ts`. */
  readonly counts: string;
  readonly color: boolean;
}

export const orderVariable = "HOST_TESTS";

/** An order for a run whose files lie in a temporary folder, and the empty folder that VS Code opens in it. */
export async function makeOrder(
  temporary: string,
  files: readonly string[],
): Promise<{ order: HostOrder; folder: string }> {
  const folder = join(temporary, "workspace");
  await mkdir(folder);
  const order = {
    files,
    output: join(temporary, "output"),
    counts: process.env[countsVariable] ?? join(temporary, "counts.json"),
    color: process.stdout.isTTY,
  };
  return { order, folder };
}
