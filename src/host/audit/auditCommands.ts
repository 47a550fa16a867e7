import type * as vscode from "vscode";
import type { CommandHandlers } from "../commands.ts";
import type { AuditHost, AuditHostOptions } from "./auditHost.ts";
import { ChecklistView } from "./checklistView.ts";

/** The audit's commands and its empty view; all else is loaded when a project is audited. */
export class AuditCommands implements vscode.Disposable {
  readonly #options: Omit<AuditHostOptions, "view">;
  readonly #view = new ChecklistView();
  #host: Promise<AuditHost> | undefined;

  constructor(options: Omit<AuditHostOptions, "view">) {
    this.#options = options;
  }

  readonly commands: Pick<CommandHandlers, "runAudit" | "exportAudit"> = {
    runAudit: async () => (await this.#loaded()).run(),
    exportAudit: async () => (await this.#loaded()).export(),
  };

  dispose(): void {
    this.#view.dispose();
    void this.#host?.then((host) => host.dispose());
  }

  #loaded(): Promise<AuditHost> {
    return (this.#host ??= import("../onDemand.ts").then(
      ({ AuditHost: Host }) => new Host({ ...this.#options, view: this.#view }),
    ));
  }
}
