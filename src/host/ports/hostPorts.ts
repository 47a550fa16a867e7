import { grpcCall } from "../../node/otlp/grpcCall.ts";
import { join } from "node:path";
import type * as vscode from "vscode";
import type { Log, Ports, SettingsSource } from "../../core/ports.ts";
import { NodeClock, nodeRandom } from "../../node/clock.ts";
import { nodePlatform } from "../../node/platform.ts";
import { nodeProcesses } from "../../node/processes.ts";
import { nodePrograms } from "../../node/programs.ts";
import { NodeStorage } from "../../node/storage.ts";
import { nodeWorkers } from "../../node/workers.ts";
import type { ApprovalBroker } from "./approvals.ts";
import { vscodeModels } from "./editorModels.ts";
import { vscodeTools } from "./editorTools.ts";
import { VscodeFiles } from "./files.ts";
import { places } from "./places.ts";
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
