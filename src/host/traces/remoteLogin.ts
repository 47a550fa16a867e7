import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { Engine } from "../../engine.ts";

/** Does some work with the backend; where that wants to know who we are, asks the person and tries once more. */
export async function withoutLogin<T>({ remoteTraces }: Engine, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FlightdeckError) || error.failure !== "authentication") throw error;
    const entered = await vscode.window.showInputBox({
      title: `${new URL(remoteTraces.url).origin} wants a key`,
      prompt:
        "What it expects in the Authorization header, such as Bearer … or Basic …. It is kept in VS Code's secret storage and sent to this address only.",
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (/[\r\n]/.test(value) ? "It has to be one line." : undefined),
    });
    if (entered === undefined || entered.trim() === "") throw error;
    await remoteTraces.login(entered.trim());
    return work();
  }
}
