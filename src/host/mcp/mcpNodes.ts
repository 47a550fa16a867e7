import * as vscode from "vscode";
import type { McpServerView, McpToolInfo } from "../../core/mcp.ts";
import { launchLines, mcpStateText, type McpStateText } from "../../views/mcpText.ts";

/** What the agents view shows of MCP. */
export type McpNode =
  | { readonly kind: "servers"; readonly servers: readonly McpServerView[] }
  | { readonly kind: "server"; readonly view: McpServerView }
  | { readonly kind: "tool"; readonly tool: McpToolInfo }
  | { readonly kind: "left"; readonly name: string; readonly reason: string };

export const isMcpNode = (node: object): node is McpNode => "kind" in node;

/** Servers have the id of their place, so that the view keeps what is unfolded. */
export function mcpItem(node: McpNode): vscode.TreeItem {
  switch (node.kind) {
    case "servers":
      return serversItem(node.servers);
    case "server":
      return serverItem(node.view);
    case "tool":
      return toolItem(node.tool);
    case "left": {
      const item = new vscode.TreeItem(node.name);
      item.description = `not used: ${node.reason}`;
      item.iconPath = new vscode.ThemeIcon("circle-slash");
      return item;
    }
  }
}

export function mcpChildren(node: McpNode): readonly McpNode[] {
  if (node.kind === "servers") return node.servers.map((view) => ({ kind: "server", view }));
  if (node.kind !== "server") return [];
  const { tools, left } = node.view;
  return [
    ...tools.map((tool): McpNode => ({ kind: "tool", tool })),
    ...left.map((each): McpNode => ({ kind: "left", ...each })),
  ];
}

function serversItem(servers: readonly McpServerView[]): vscode.TreeItem {
  const item = new vscode.TreeItem("MCP Servers", vscode.TreeItemCollapsibleState.Expanded);
  item.id = "mcp";
  item.iconPath = new vscode.ThemeIcon("plug");
  item.contextValue = "mcpServers";
  const waiting = servers.filter(({ state }) => state.state === "needs_consent").length;
  if (waiting > 0) item.description = `${waiting} not started`;
  return item;
}

const COLOURS: Readonly<Record<McpStateText["tone"], string | undefined>> = {
  plain: undefined,
  good: "testing.iconPassed",
  warning: "list.warningForeground",
  error: "list.errorForeground",
};

function serverItem(view: McpServerView): vscode.TreeItem {
  const { config, tools, left } = view;
  const { text, icon, tone } = mcpStateText(view);
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(config.name, tools.length + left.length > 0 ? Collapsed : None);
  item.id = `mcp:${config.id}`;
  item.description = text;
  const colour = COLOURS[tone];
  item.iconPath = new vscode.ThemeIcon(
    icon,
    colour === undefined ? undefined : new vscode.ThemeColor(colour),
  );
  item.contextValue = `mcpServer ${actions(view).join(" ")}`;
  item.tooltip = tooltip(view, text);
  item.accessibilityInformation = { label: `MCP server ${config.name}, ${text}` };
  return item;
}

/** What the person can do with a server now; the manifest's menus look for these words. */
function actions({ state, changes, stderr }: McpServerView): readonly string[] {
  const output = stderr === "" ? [] : ["output"];
  switch (state.state) {
    case "needs_consent":
      return ["allow"];
    case "stopped":
      return ["start", "forget"];
    case "failed":
      return ["start", "forget", ...output];
    case "ready":
    case "starting":
    case "restarting":
      return ["running", "forget", ...output, ...(changes.length > 0 ? ["review"] : [])];
    case "unusable":
    case "restricted":
      return [];
  }
}

/** As code, because a server's words are not ours. */
function tooltip({ config, stderr }: McpServerView, text: string): vscode.MarkdownString {
  const lines = [
    `${config.name}: ${text}`,
    ...(config.launch === undefined ? [] : launchLines(config.launch)),
  ];
  const markdown = new vscode.MarkdownString().appendCodeblock(lines.join("\n"), "text");
  return stderr === ""
    ? markdown
    : markdown.appendText("It wrote:").appendCodeblock(stderr.slice(-1_500), "text");
}

function toolItem({ name, description }: McpToolInfo): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.description = description.split("\n")[0] ?? "";
  item.iconPath = new vscode.ThemeIcon("tools");
  item.tooltip = new vscode.MarkdownString().appendText(description);
  return item;
}
