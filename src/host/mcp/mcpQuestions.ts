import * as vscode from "vscode";
import type { McpServerView } from "../../core/mcp.ts";
import type { Engine } from "../../engine.ts";
import { changeTexts, mcpConsentText } from "../../views/mcpText.ts";
import type { VirtualTexts } from "../virtualTexts.ts";

type McpServers = Engine["mcp"];

/** Asks whether a server may start, with all that it would be started with. */
export async function askConsent(servers: McpServers, { config, state }: McpServerView): Promise<void> {
  if (state.state !== "needs_consent") return;
  const { message, detail } = mcpConsentText(config, state.changed);
  const start = "Start Server";
  const show = "Show in File";
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, start, show);
  if (chosen === show) await openConfig({ config });
  if (chosen === start) await servers.allow(config);
}

/** Shows what a server changed of its tools, and asks whether agents may use them so. */
export async function askChanges(
  servers: McpServers,
  texts: VirtualTexts,
  view: McpServerView,
): Promise<void> {
  const { config, changes } = view;
  if (changes.length === 0) return;
  const { before, after } = changeTexts(changes);
  await texts.openDiff({ kind: "diff", path: `${config.name} tools.md`, patch: "", before, after });
  const names = changes.map(({ after: { name } }) => name).join(", ");
  const allow = "Allow Changes";
  const chosen = await vscode.window.showWarningMessage(
    `The MCP server ${config.name} offers other tools than you allowed: ${names}. Agents do not use them until you allow it.`,
    allow,
    "Keep Blocked",
  );
  if (chosen === allow) await servers.allowTools(config);
}

/** The server's place in its file. */
export async function openConfig({ config: { place } }: Pick<McpServerView, "config">): Promise<void> {
  const at = new vscode.Position(place.line, place.column);
  await vscode.window.showTextDocument(vscode.Uri.file(place.path), { selection: new vscode.Range(at, at) });
}
