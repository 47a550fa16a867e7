import { grpcCall } from "../node/otlp/grpcCall.ts";
import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Log, Ports } from "../core/ports.ts";
import type { OpenWindow } from "../core/windowVariable.ts";
import { NodeClock, nodeRandom } from "../node/clock.ts";
import { NodeFiles } from "../node/files.ts";
import { homeFolder } from "../node/home.ts";
import { nodePlatform } from "../node/platform.ts";
import { nodeProcesses } from "../node/processes.ts";
import { nodePrograms } from "../node/programs.ts";
import { proxyFetch } from "../node/proxyFetch.ts";
import { NodeStorage } from "../node/storage.ts";
import { nodeWorkers } from "../node/workers.ts";
import { cliApprovals } from "./approvals.ts";
import { UsageError, type Io } from "./io.ts";
import type { SettingOverrides } from "./runLimits.ts";
import { cliSettings } from "./settings.ts";
import { openWindow } from "./openWindow.ts";

export interface PlaceOptions {
  readonly workspace: string | undefined;
  readonly storage: string | undefined;
  /** Who allows what a tool wants to do: `ask`, `read` or `all`. */
  readonly approve?: string | undefined;
  readonly json?: boolean;
  /** Names of the MCP servers that may start. */
  readonly allowMcp?: readonly string[];
  /** Settings of this run alone. */
  readonly limits?: SettingOverrides;
}

/** The ports over Node. @throws UsageError for a folder that does not exist or a wrong option. */
export function cliPorts(io: Io, options: PlaceOptions): Ports {
  const { workspace: named, storage, approve, json = false, allowMcp = [] } = options;
  const home = storage === undefined ? homeFolder(io.env) : resolve(io.cwd, storage);
  const { workspace, trusted } = opened(io, named);
  return {
    clock: new NodeClock(),
    random: nodeRandom,
    storage: new NodeStorage(),
    places: { home, workspace },
    files: new NodeFiles(workspace.folders, trusted),
    processes: nodeProcesses,
    programs: nodePrograms,
    workers: nodeWorkers(io.dist),
    secrets: NO_SECRETS,
    approvals: cliApprovals(io, approve, json),
    settings: cliSettings(io, home, options.limits),
    fetch: proxyFetch(io.env, fetch),
    grpc: grpcCall,
    log: log(io),
    env: io.env,
    platform: nodePlatform(io.version, "the command line"),
    allowMcp,
  };
}

/** The folder that is named, else what is open in the VS Code window whose terminal this is, else the current folder. */
function opened(io: Io, named: string | undefined): OpenWindow {
  const folder = existingFolder(resolve(io.cwd, named ?? "."));
  const window = openWindow(io.env, folder);
  const workspace = named === undefined ? window?.workspace : undefined;
  return { workspace: workspace ?? { folders: [folder] }, trusted: window?.trusted ?? true };
}

/** @throws UsageError where there is none. */
export function existingFolder(path: string): string {
  try {
    const real = realpathSync.native(path);
    if (statSync(real).isDirectory()) return real;
  } catch {
    // Said below.
  }
  throw new UsageError(`There is no folder ${path}.`);
}

/** The command line keeps no keys: they come from the environment. */
const NO_SECRETS: Ports["secrets"] = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.reject(new Error("The command line stores no keys.")),
  remove: () => Promise.resolve(),
};

function log(io: Io): Log {
  const write = (level: string) => (message: string) => io.err(`${level}: ${message}\n`);
  return { debug: () => undefined, info: () => undefined, warn: write("warning"), error: write("error") };
}
