import type * as vscode from "vscode";
import type { CommandHandlers } from "../commands.ts";
import { SinglePanel } from "../pages/singlePanel.ts";
import type { AuditHost, AuditHostOptions } from "./auditHost.ts";
import { ChecklistView } from "./checklistView.ts";

/** The audit's commands, its empty view and its report page; all else is loaded when a project is audited. */
export class AuditCommands implements vscode.Disposable {
  readonly #options: Omit<AuditHostOptions, "view">;
  readonly #view = new ChecklistView();
  readonly pages: SinglePanel;
  #host: Promise<AuditHost> | undefined;

  constructor(options: Omit<AuditHostOptions, "view">) {
    this.#options = options;
    const { extensionUri, log } = options;
    const audit = (): Promise<AuditHost> => this.#loaded();
    this.pages = new SinglePanel({
      page: "checklist",
      title: "Checklist",
      fill: (panel, { fillChecklistPanel }) => fillChecklistPanel(panel, { extensionUri, audit, log }),
      log,
    });
  }

  readonly commands: Pick<CommandHandlers, "runAudit" | "exportAudit" | "openChecklist" | "fixItem"> = {
    runAudit: async () => (await this.#loaded()).run(),
    exportAudit: async () => (await this.#loaded()).export(),
    openChecklist: () => this.pages.show(),
    fixItem: async (node) => (await this.#loaded()).fixNode(node),
  };

  dispose(): void {
    this.#view.dispose();
    this.pages.dispose();
    void this.#host?.then((host) => host.dispose());
  }

  #loaded(): Promise<AuditHost> {
    return (this.#host ??= import("../onDemand.ts").then(
      ({ AuditHost: Host }) => new Host({ ...this.#options, view: this.#view }),
    ));
  }
}
