import * as vscode from "vscode";
import type { ChatContract } from "../../protocol/chat.ts";
import { run } from "../commands.ts";

const VSCODE_COMMANDS = {
  openFolder: "workbench.action.files.openFolder",
  manageTrust: "workbench.trust.manage",
} as const;

type Offered = ChatContract["requests"]["runCommand"]["args"]["command"];

/** Runs what a notice of the chat offers. */
export async function runOffered(command: Offered): Promise<void> {
  if (command === "openFolder" || command === "manageTrust") {
    await vscode.commands.executeCommand(VSCODE_COMMANDS[command]);
  } else await run(command);
}
