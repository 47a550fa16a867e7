import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheDir, projectRoot } from "../paths.ts";

const original = join(projectRoot, "media/sample-project");
const copy = join(cacheDir, "sample-project");

/**
 * The working copy of the sample project, made if there is none; edits to it stay until it is made anew.
 * @throws an Error when the project does not hold the sample.
 */
export async function sampleProject(fresh: boolean): Promise<string> {
  if (!existsSync(original)) throw new Error(`The sample project is missing: ${original}`);
  if (fresh) await rm(copy, { recursive: true, force: true });
  if (!existsSync(copy)) {
    await cp(original, `${copy}.new`, { recursive: true });
    makeRepository(`${copy}.new`);
    await rename(`${copy}.new`, copy);
  }
  return copy;
}

/** With a repository of its own, Source Control shows what an agent has changed; without git it goes as well. */
function makeRepository(folder: string): void {
  const author = [
    "-c",
    "user.name=Sample",
    "-c",
    "user.email=sample@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  const commands = [
    ["init", "--quiet"],
    ["add", "--all"],
    [...author, "commit", "--quiet", "--no-verify", "--message", "The sample project"],
  ];
  for (const args of commands) {
    if (spawnSync("git", args, { cwd: folder, stdio: "ignore" }).status !== 0) return;
  }
}
