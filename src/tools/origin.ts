import type { Files } from "../core/ports.ts";
import type { Taint } from "../core/untrusted.ts";
import { bounded } from "./bounded.ts";
import { loadText } from "./fileText.ts";
import { isIgnored, parseRules, type IgnoreRules } from "./gitignore.ts";
import type { Place, Workspace } from "./paths.ts";

/** Folders into which package managers put what others wrote. */
const DEPENDENCY_FOLDERS: ReadonlySet<string> = new Set([
  "node_modules",
  "bower_components",
  "jspm_packages",
  "site-packages",
  "dist-packages",
  ".venv",
  "venv",
  ".tox",
  ".nox",
  "vendor",
  "third_party",
  ".cargo",
  ".gradle",
  ".m2",
  "pods",
  ".pnpm-store",
  ".yarn",
]);

const MAX_RULES_BYTES = 256 * 1024;
const MATCH_LIMIT_MS = 500;

/** Whether a path (with `/`) leads into the code of others. */
const isDependency = (path: string): boolean =>
  path
    .toLowerCase()
    .split("/")
    .some((part) => DEPENDENCY_FOLDERS.has(part));

/** Why what stands in a file or folder is not the project's own; empty where it is. */
export async function originsOf(files: Files, workspace: Workspace, place: Place): Promise<readonly Taint[]> {
  if (isDependency(place.path)) return [{ kind: "dependency", where: place.path }];
  return (await liesInIgnored(files, workspace, place)) ? [{ kind: "ignored", where: place.path }] : [];
}

/** Whether one of the folders above it is left out by a `.gitignore`; the file itself does not count. */
async function liesInIgnored(files: Files, workspace: Workspace, place: Place): Promise<boolean> {
  let folder = workspace.topOf(place);
  let relative = "";
  const rules: IgnoreRules[] = [];
  for (const part of place.qualified.split("/").slice(1, -1)) {
    const found = await loadText(
      files,
      workspace,
      workspace.child(folder, ".gitignore"),
      MAX_RULES_BYTES,
    ).catch(() => undefined);
    if (found !== undefined && "text" in found)
      rules.push(parseRules(relative, found.text, workspace.ignoresCase));
    relative = relative === "" ? part : `${relative}/${part}`;
    if (matches(rules, relative)) return true;
    folder = workspace.child(folder, part);
  }
  return false;
}

/** Rules that take too long to match say nothing good of what they are about. */
function matches(rules: readonly IgnoreRules[], folder: string): boolean {
  try {
    return bounded(MATCH_LIMIT_MS, () => isIgnored(rules, folder, true));
  } catch {
    return true;
  }
}

/** Programs that bring text from elsewhere, and addresses. What a command does beyond its words is not seen. */
const NETWORK =
  /(?:^|[\s;&|("'`$])(?:curl|wget|aria2c|lynx|w3m|httpie|xh|ftp|sftp|ssh|scp|rsync|nc|ncat|telnet|gh|glab|aws|gcloud|az|kubectl|docker pull|git (?:clone|fetch|pull|ls-remote)|(?:npm|pnpm|yarn|bun) (?:i|install|add|ci|view|info|update|exec)|npx|pip3? (?:install|download)|uvx?|cargo (?:install|add|fetch|search)|go (?:get|install)|gem install|composer (?:require|install)|brew|apt|apt-get)(?=[\s"'`;]|$)|\b(?:https?|ftp):\/\//m;

const DEPENDENCY_WORD = /[^\s"'`;|&<>()=]+/g;

/** Where the output of a command may come from, as far as its words say. */
export function originsOfCommand(command: string): readonly Taint[] {
  const where = command.trim().split("\n")[0]?.slice(0, LONGEST_WHERE) ?? "";
  const network: readonly Taint[] = NETWORK.test(command) ? [{ kind: "network", where }] : [];
  const isOthers = Array.from(command.matchAll(DEPENDENCY_WORD)).some(([word]) => isDependency(word));
  return isOthers ? [...network, { kind: "dependency", where }] : network;
}

const LONGEST_WHERE = 80;
