import { spawnSync } from "node:child_process";
import { projectRoot } from "../paths.ts";
import { findOnPath } from "../find-on-path.ts";
import type { Progress } from "../progress.ts";

const oldest = { major: 1, minor: 104 }; // as engines.vscode in package.json

/** Opens the desktop VS Code on a folder. @returns false, having said why, where that is not possible. */
export function openDesktop(folder: string, progress: Progress): boolean {
  const code = findOnPath("code");
  // A terminal inside a remote window has a `code` that cannot load an extension under development.
  if (code === undefined || code.includes("remote-cli")) return false;
  const version = run(code, ["--version"], "pipe").stdout?.split("\n", 1)[0] ?? "";
  if (!isRecent(version)) {
    progress(`VS Code ${version} is too old: ${oldest.major}.${oldest.minor} is needed. Using the browser.`);
    return false;
  }
  const { status } = run(
    code,
    ["--new-window", `--extensionDevelopmentPath=${projectRoot}`, folder],
    "inherit",
  );
  if (status === 0) progress(`Opened ${folder} in VS Code ${version}, with the extension loaded.`);
  else progress("VS Code could not be started. Using the browser.");
  return status === 0;
}

/** Whether a version of VS Code, as `code --version` prints it, can run the extension. */
export function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

function run(code: string, args: string[], output: "inherit" | "pipe") {
  const shell = code.endsWith(".cmd");
  const quoted = (text: string) => (shell ? `"${text}"` : text);
  return spawnSync(quoted(code), args.map(quoted), {
    shell,
    stdio: ["ignore", output, "inherit"],
    encoding: "utf8",
  });
}
