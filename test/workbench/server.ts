import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { escapePath, glob } from "tinyglobby";
import { linkExtensions } from "./extensions.ts";
import { collectOutput, spawnGuarded, type Guarded } from "./guarded.ts";
import { descendants, listProcesses } from "./processes.ts";
import { writeUserSettings, type UserSettings } from "./settings.ts";
import { until } from "./until.ts";
import { workbenchUrl, type Opening } from "./url.ts";

export interface ServerOptions {
  /** VS Code's folder, from `ensureVSCode`. */
  readonly vscode: string;
  /** Holds user data, installed extensions and logs. */
  readonly dataDir: string;
  /** Remove `dataDir` when the server has ended. */
  readonly temporary?: boolean;
  /** 0 or nothing: any free one. */
  readonly port?: number;
  /** The whole environment of server and extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** False: workspaces open in Restricted Mode until they are trusted. */
  readonly trusted?: boolean;
  /** Folders of extensions to load from where they are developed. */
  readonly extensions?: readonly string[];
  /** What a workbench opens at the server's plain address. */
  readonly defaultFolder?: string;
  /** Lets a workbench run tests in its extension host. It then shows no notification as a toast. */
  readonly runsTests?: boolean;
}

/** A running server of VS Code, on the loopback interface only. */
export interface Server {
  readonly port: number;
  readonly dataDir: string;
  /** Settles when the server has ended, whoever ended it, with the exit code. */
  readonly exited: Promise<number>;
  /** Opens the default folder. Secret, as `url`: it carries the token that admits to the server. */
  readonly address: string;
  /** The address that opens a workbench on something. */
  url(opening: Opening): string;
  writeSettings(settings: UserSettings): Promise<void>;
  /** Kills the extension hosts of all windows as a crash would, and gives their process ids. */
  killExtensionHost(): Promise<number[]>;
  /** What the server has printed so far. */
  output(): string;
  /** What was logged so far under a name: `remoteexthost` for the extension host, else an output channel's title. */
  log(name: string): Promise<string>;
  /** Ends the server and all that it started. */
  stop(): Promise<void>;
}

const startTimeoutMs = 30_000;

/**
 * Starts VS Code's server and waits until it answers.
 * @throws an Error with what the server printed when it does not come up, for instance because the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const token = randomBytes(16).toString("hex");
  const tokenFile = join(options.dataDir, "connection-token");
  await mkdir(options.dataDir, { recursive: true });
  await writeFile(tokenFile, token, { mode: 0o600 });
  if (options.extensions) await linkExtensions(extensionsDir(options), options.extensions);
  const { guarded, output } = launch(options, [
    "--host=127.0.0.1",
    `--port=${options.port ?? 0}`,
    `--connection-token-file=${tokenFile}`,
    ...(options.runsTests ? ["--enable-smoke-test-driver"] : []),
    ...(options.defaultFolder === undefined ? [] : [`--default-folder=${options.defaultFolder}`]),
    ...(options.trusted === false ? [] : ["--disable-workspace-trust"]),
  ]);
  const port = await listeningPort(guarded, output);
  return {
    port,
    dataDir: options.dataDir,
    exited: guarded.exited,
    address: `http://127.0.0.1:${port}/?tkn=${token}`,
    url: (opening) => workbenchUrl(port, token, opening),
    writeSettings: (settings) => writeUserSettings(options.dataDir, settings),
    killExtensionHost: () => killExtensionHosts(guarded),
    output,
    log: (name) => readLogs(options.dataDir, name),
    stop: () => guarded.stop(),
  };
}

/**
 * Installs a packaged extension for the servers of a data folder.
 * @throws an Error with what VS Code printed when it cannot.
 */
export async function installVsix(options: ServerOptions, file: string): Promise<void> {
  const { guarded, output } = launch({ ...options, temporary: false }, [`--install-extension=${file}`]);
  if ((await guarded.exited) !== 0) throw new Error(`Cannot install ${file}:\n${output()}`);
}

function launch(options: ServerOptions, args: string[]): { guarded: Guarded; output: () => string } {
  const { vscode, dataDir, env = process.env } = options;
  const common = [
    join(vscode, "out/server-main.js"),
    "--accept-server-license-terms",
    "--disable-telemetry",
    `--server-data-dir=${dataDir}`,
    `--extensions-dir=${extensionsDir(options)}`,
  ];
  const guarded = spawnGuarded(process.execPath, [...common, ...args], {
    env: withoutOuterEditor(env),
    output: "pipe",
    remove: options.temporary ? [dataDir] : [],
  });
  return { guarded, output: collectOutput(guarded) };
}

function extensionsDir({ dataDir }: ServerOptions): string {
  return join(dataDir, "extensions");
}

async function listeningPort(guarded: Guarded, output: () => string): Promise<number> {
  let ended = false;
  void guarded.exited.then(() => (ended = true));
  try {
    return await until("VS Code's server", startTimeoutMs, () => {
      const port = /agent listening on (\d+)/.exec(output())?.[1];
      if (ended) throw new Error("VS Code's server ended");
      return port === undefined ? undefined : Number(port);
    });
  } catch (error) {
    await guarded.stop();
    throw new Error(`VS Code's server did not start:\n${output().trim()}`, { cause: error });
  }
}

async function killExtensionHosts(guarded: Guarded): Promise<number[]> {
  const below = descendants(await listProcesses(), guarded.process.pid ?? 0);
  const hosts = below.filter(({ command }) => command.includes("--type=extensionHost"));
  for (const { pid } of hosts) process.kill(pid, "SIGKILL");
  return hosts.map(({ pid }) => pid);
}

async function readLogs(dataDir: string, name: string): Promise<string> {
  const cwd = join(dataDir, "data/logs");
  const files = await glob(`**/${escapePath(name)}.log`, { cwd, absolute: true });
  const texts = await Promise.all(files.toSorted().map((file) => readFile(file, "utf8")));
  return texts.join("");
}

/** Without what a terminal of an outer VS Code would pass on to this one. */
function withoutOuterEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name)));
}
