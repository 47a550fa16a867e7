import type * as vscode from "vscode";
import type { AgentSource } from "../../core/agent.ts";
import { AGENT_FOLDERS } from "../../core/agentFolders.ts";

/** Agent files, whatever language VS Code takes them for. */
export const AGENT_FILES: vscode.DocumentSelector = AGENT_FOLDERS.map(({ folder }) => ({
  scheme: "file",
  pattern: `**/${folder}/*.md`,
}));

/** The dialect of a document; undefined where it is no agent file. */
export function dialectOf({ uri }: Pick<vscode.TextDocument, "uri">): AgentSource["dialect"] | undefined {
  if (uri.scheme !== "file" || !uri.path.endsWith(".md")) return undefined;
  const folder = uri.path.slice(0, uri.path.lastIndexOf("/"));
  return AGENT_FOLDERS.find((place) => folder.endsWith(`/${place.folder}`))?.dialect;
}
