import { failureInfo } from "../core/failure.ts";
import type { ToolSource } from "../core/tool.ts";
import type { ToolItem } from "./transcriptItems.ts";

const ICONS: Readonly<Record<string, string>> = {
  list_files: "list-tree",
  read_file: "file",
  search_text: "search",
  edit_file: "edit",
  write_file: "new-file",
  run_command: "terminal",
};

const FOREIGN_ICONS = [
  ["mcp__", "plug"],
  ["vscode__", "extensions"],
] as const;

/** The codicon of a tool's kind. */
export const toolIcon = (name: string): string =>
  ICONS[name] ?? FOREIGN_ICONS.find(([start]) => name.startsWith(start))?.[1] ?? "tools";

/** Where a tool runs, as a person reads it. */
export function sourceText(source: ToolSource): string {
  if (source === "builtin") return "Agent Flightdeck";
  return source === "vscode" ? "another VS Code extension" : `the MCP server ${source.slice("mcp:".length)}`;
}

/** A tool call's state as an icon with words; colour alone never says it. */
export interface ShownState {
  readonly icon: string;
  readonly tone: "muted" | "success" | "warning" | "error";
  readonly label: string;
  /** Whether something goes on. */
  readonly busy: boolean;
}

const STATES: Readonly<Record<Exclude<ToolItem["state"], "failed">, ShownState>> = {
  writing: { icon: "loading", tone: "muted", label: "writing the call", busy: true },
  pending: { icon: "circle-outline", tone: "muted", label: "waiting", busy: false },
  running: { icon: "loading", tone: "muted", label: "running", busy: true },
  asking: { icon: "question", tone: "warning", label: "needs approval", busy: false },
  done: { icon: "check", tone: "success", label: "done", busy: false },
};

export function toolState({ state, failure }: ToolItem): ShownState {
  if (state !== "failed") return STATES[state];
  if (failure === "cancelled" || failure === "approval_denied") {
    return { icon: "circle-slash", tone: "muted", label: failureInfo(failure).label, busy: false };
  }
  const label = failure === undefined ? "failed" : failureInfo(failure).label;
  return { icon: "error", tone: "error", label, busy: false };
}

/** Whether a card shows its contents as long as the person does not say otherwise. */
export function opensByItself({ state, failure }: ToolItem): boolean {
  if (state === "failed") return failure !== "cancelled" && failure !== "approval_denied";
  return state === "running" || state === "asking" || state === "writing";
}
