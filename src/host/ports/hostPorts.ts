import { grpcCall } from "../../node/otlp/grpcCall.ts";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Log, Places, Ports, SettingsSource } from "../../core/ports.ts";
import { NodeClock, nodeRandom } from "../../node/clock.ts";
import { homeFolder } from "../../node/home.ts";
import { nodePlatform } from "../../node/platform.ts";
import { nodeProcesses } from "../../node/processes.ts";
import { nodePrograms } from "../../node/programs.ts";
import { NodeStorage } from "../../node/storage.ts";
import { nodeWorkers } from "../../node/workers.ts";
import type { ApprovalBroker } from "./approvals.ts";
import { vscodeModels } from "./editorModels.ts";
import { vscodeTools } from "./editorTools.ts";
import { VscodeFiles } from "./files.ts";
import { vscodeSecrets } from "./secrets.ts";

export interface HostPortsOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly settings: SettingsSource;
  readonly approvals: ApprovalBroker;
}

/** The engine's surroundings inside VS Code. */
export function hostPorts({ context, log, settings, approvals }: HostPortsOptions): Ports {
  const { version } = context.extension.packageJSON as { version: string };
  return {
    clock: new NodeClock(),
    random: nodeRandom,
    storage: new NodeStorage(),
    places: places(context),
    files: new VscodeFiles(),
    processes: nodeProcesses,
    programs: nodePrograms,
    workers: nodeWorkers(join(context.extensionPath, "dist")),
    secrets: vscodeSecrets(context.secrets),
    approvals,
    editorModels: vscodeModels,
    editorTools: vscodeTools,
    settings,
    // The host's own `fetch`, which knows the person's proxy and certificates.
    fetch: globalThis.fetch,
    grpc: grpcCall,
    log,
    env: process.env,
    platform: nodePlatform(version, "a VS Code window"),
  };
}

/** Where this window's data lies. */
export function places(context: Pick<vscode.ExtensionContext, "storageUri">): Places {
  const home = homeFolder(process.env);
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => realFolder(uri.fsPath));
  if (folders.length === 0) return { home };
  const { workspaceFile } = vscode.workspace;
  // An untitled workspace's file is VS Code's own and short-lived; its folders say what it is.
  const file = workspaceFile?.scheme === "file" ? { file: workspaceFile.fsPath } : {};
  return {
    home,
    workspace: { folders, ...file },
    ...(context.storageUri && { workspaceStorage: context.storageUri.fsPath }),
  };
}

/** As the command line names it, so that both find the same sessions. */
function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
