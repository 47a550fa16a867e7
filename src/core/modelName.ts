import type { ModelRef } from "./lines.ts";

const VSCODE = "vscode:";

/** A model as settings, agent files and the picker name it: its id, `vscode:vendor/id` for VS Code's own. */
export const modelName = ({ provider, id }: ModelRef): string => (provider === "vscode" ? VSCODE + id : id);

/** The reference behind `vscode:vendor/id`; undefined for any other name. */
export const vscodeModelRef = (name: string): ModelRef | undefined =>
  name.startsWith(VSCODE) ? { provider: "vscode", id: name.slice(VSCODE.length) } : undefined;
