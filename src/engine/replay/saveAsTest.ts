import { basename, join, relative } from "node:path";
import { FlightdeckError } from "../../core/failure.ts";
import type { Files, Storage } from "../../core/ports.ts";
import { cleanCopy } from "../../recording/cleanCopy.ts";
import type { Redactor } from "../../recording/redaction.ts";

export interface SavedTest {
  /** Relative to the project's folder. */
  readonly path: string;
  /** How many secrets were taken out that stood in the original. */
  readonly redacted: number;
}

/** Where a project keeps recordings that CI replays. */
const TEST_FOLDER = ".flightdeck/recordings";

const LARGEST_BYTES = 64 << 20;

export interface SaveAsTestOptions {
  readonly storage: Storage;
  readonly files: Files;
  readonly redactor: Redactor;
}

/** The name's file in the project. @throws FlightdeckError for a name that is none. */
function testPath({ roots }: Pick<Files, "roots">, name: string): string {
  const [root] = roots;
  if (root === undefined)
    throw new FlightdeckError("invalid_request", "No folder is open in which the test could be saved.", {
      advice: "Open the project first.",
    });
  const plain = name.replace(/\.jsonl$/, "");
  if (!/^[\w][\w.-]{0,99}$/.test(plain) || basename(plain) !== plain)
    throw new FlightdeckError("invalid_request", `${name} cannot be the name of a test.`, {
      advice: "Use letters, digits, dots, hyphens and underscores.",
    });
  return join(root, TEST_FOLDER, `${plain}.jsonl`);
}

/**
 * Writes a redacted copy of a recording into the project. Side files are not needed for it.
 * @throws FlightdeckError where a file of this name is there and not to be replaced.
 */
export async function saveAsTest(
  { storage, files, redactor }: SaveAsTestOptions,
  source: string,
  name: string,
  replace: boolean,
): Promise<SavedTest> {
  const path = testPath(files, name);
  const { bytes, redacted } = await cleanCopy(storage, source, redactor);
  const there = (await files.stat(path)) === undefined ? undefined : await textOf(files, path);
  if (there !== undefined && !replace)
    throw new FlightdeckError("invalid_request", `There is a test ${basename(path)} already.`, {
      advice: "Choose another name, or say that it is to be replaced (--force).",
    });
  await files.write(path, there, Buffer.from(bytes).toString("utf8"));
  return { path: relative(files.roots[0] ?? "", path), redacted };
}

async function textOf(files: Files, path: string): Promise<string> {
  const { bytes } = await files.read(path, 0, LARGEST_BYTES);
  return Buffer.from(bytes).toString("utf8");
}
