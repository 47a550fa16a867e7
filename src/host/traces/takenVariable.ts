import * as vscode from "vscode";
import { TAKEN } from "../../engine/exportVariables.ts";

/** The variable by which the person sends their spans somewhere already. */
export interface TakenVariable {
  readonly name: string;
  readonly value: string;
  /** Whether VS Code itself has it; else it stands in the settings of terminals. */
  readonly inherited: boolean;
}

export function takenVariable(): TakenVariable | undefined {
  const terminals = vscode.workspace.getConfiguration("terminal.integrated.env");
  const set = ["linux", "osx", "windows"].map((os) => terminals.get<Record<string, unknown>>(os) ?? {});
  for (const name of TAKEN) {
    const own = process.env[name];
    if (own !== undefined) return { name, value: own, inherited: true };
    const found = set.find((each) => name in each);
    if (found !== undefined) return { name, value: String(found[name]), inherited: false };
  }
  return undefined;
}
