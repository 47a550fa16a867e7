import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Runs `action` on a folder with these files, and removes the folder afterwards. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  action: (root: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), "flightdeck-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await action(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export const SAMPLE_PROJECT = fileURLToPath(new URL("../../media/sample-project", import.meta.url));

/** Runs `action` on a copy of the sample project. */
export const inSampleProject = <T>(action: (root: string) => Promise<T>): Promise<T> =>
  inFolder({}, (root) => {
    cpSync(SAMPLE_PROJECT, root, { recursive: true });
    return action(root);
  });
