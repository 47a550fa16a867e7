import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { findOnPath } from "../find-on-path.ts";
import { cacheDir, projectRoot } from "../paths.ts";
import type { Progress } from "../progress.ts";
import { startServer } from "../server.ts";
import { quietSettings, writeUserSettings } from "../settings.ts";
import { ensureVSCode } from "../vscode.ts";
import type { StartOptions } from "./options.ts";

const usualPort = 8137;
const dataDir = join(cacheDir, "vscode-data");

/**
 * Serves VS Code to a browser until it is stopped.
 * @returns the exit code.
 * @throws an Error when the wanted port is taken.
 */
export async function serveWeb(folder: string, options: StartOptions, progress: Progress): Promise<number> {
  const port = await choosePort(options.port);
  const vscode = await ensureVSCode(progress);
  if (options.fresh) await rm(dataDir, { recursive: true, force: true });
  if (!existsSync(dataDir)) await writeUserSettings(dataDir, quietSettings);
  const server = await startServer({
    vscode,
    dataDir,
    port,
    extensions: [projectRoot],
    defaultFolder: folder,
    trusted: options.folder === undefined,
  });
  progress(`\nVS Code is running, with the extension loaded, on ${folder}`);
  progress(`\n  Open  ${server.address}\n\nCtrl-C stops it.`);
  openInBrowser(server.address);
  return server.exited;
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (await isFree(wanted ?? usualPort)) return wanted ?? usualPort;
  if (wanted === undefined) return 0;
  throw new Error(`Port ${wanted} is taken. Choose another with --port, or leave it out for any free one.`);
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Where there is no display nothing happens: the address has been printed. */
function openInBrowser(address: string): void {
  const [command, ...args] = opener();
  if (command === undefined) return;
  spawn(command, [...args, address], { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}

function opener(): string[] {
  if (process.platform === "darwin") return ["open"];
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  const display = process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"];
  return display && findOnPath("xdg-open") ? ["xdg-open"] : [];
}
