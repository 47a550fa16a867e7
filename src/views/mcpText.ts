import type {
  Expanded,
  McpConfig,
  McpLaunch,
  McpServerView,
  McpState,
  McpToolChange,
  McpToolInfo,
} from "../core/mcp.ts";
import { formatCount } from "./figures.ts";

/** A server's state as words and an icon; colour alone never says it. */
export interface McpStateText {
  readonly text: string;
  /** A codicon. */
  readonly icon: string;
  readonly tone: "plain" | "good" | "warning" | "error";
}

export function mcpStateText({
  state,
  tools,
  changes,
}: Pick<McpServerView, "state" | "tools" | "changes">): McpStateText {
  switch (state.state) {
    case "unusable":
      return { text: "cannot start: see Problems", icon: "error", tone: "error" };
    case "restricted":
      return {
        text: "not started: the workspace is not trusted",
        icon: "workspace-untrusted",
        tone: "plain",
      };
    case "needs_consent":
      return {
        text: state.changed ? "changed: needs your consent again" : "needs your consent",
        icon: "shield",
        tone: "warning",
      };
    case "stopped":
      return { text: "starts with the next session", icon: "circle-outline", tone: "plain" };
    case "starting":
      return { text: "starting…", icon: "loading~spin", tone: "plain" };
    case "restarting":
      return { text: `is started again: ${state.reason}`, icon: "sync", tone: "warning" };
    case "failed":
      return { text: `failed: ${state.reason}`, icon: "error", tone: "error" };
    case "ready":
      return readyText(tools.length, changes.length, state);
  }
}

function readyText(
  tools: number,
  changes: number,
  { restarts }: Extract<McpState, { state: "ready" }>,
): McpStateText {
  const parts = [`ready · ${formatCount(tools, "tool")}`];
  if (restarts > 0) parts.push(`restarted ${restarts === 1 ? "once" : `${restarts} times`}`);
  if (changes > 0) parts.push(`${formatCount(changes, "change")} to review`);
  return changes > 0
    ? { text: parts.join(" · "), icon: "warning", tone: "warning" }
    : { text: parts.join(" · "), icon: "pass", tone: "good" };
}

/** The question before a server may start: everything that it would be started with. */
export function mcpConsentText(
  { name, place, launch }: McpConfig,
  changed: boolean,
): { readonly message: string; readonly detail: string } {
  const again = changed ? "It is not what you allowed before. " : "";
  return {
    message: `Start the MCP server “${name}”?`,
    detail: [
      `${again}${place.path} names it, and anybody who can write that file can change it.`,
      launch === undefined ? "" : launchLines(launch).join("\n"),
      launch?.kind === "stdio"
        ? "It runs with your rights on this machine. It gets PATH, HOME and the like, the variables above, and no key of ours."
        : "It gets what agents send to its tools, the headers above, and no key of ours.",
      "Each call of its tools asks you, unless you say otherwise. You are asked again when anything above changes.",
    ]
      .filter((part) => part !== "")
      .join("\n\n"),
  };
}

/** How a server is started or reached, line by line. */
export function launchLines(launch: McpLaunch): readonly string[] {
  if (launch.kind !== "stdio") return [`URL: ${launch.url.shown}`, ...named("Header", launch.headers)];
  const { command, args, cwd, env } = launch;
  return [
    `Command: ${[command, ...args].map(({ shown }) => quoted(shown)).join(" ")}`,
    `Folder: ${cwd.shown}`,
    ...named("Variable", env),
    ...taken([command, ...args, cwd]),
  ];
}

const named = (what: string, texts: Readonly<Record<string, Expanded>>): readonly string[] =>
  Object.entries(texts).map(([name, { shown }]) => `${what}: ${name}=${shown}`);

function taken(texts: readonly Expanded[]): readonly string[] {
  const names = [...new Set(texts.flatMap(({ variables }) => variables))];
  return names.length === 0 ? [] : [`Taken from your environment: ${names.join(", ")}`];
}

/** As one word of a command line, so that nobody mistakes where an argument ends. */
const quoted = (text: string): string => (/^[\w@%+=:,./\\${}-]+$/.test(text) ? text : JSON.stringify(text));

/** What the model is told of tools, for a comparison of before and after. */
export function changeTexts(changes: readonly McpToolChange[]): {
  readonly before: string;
  readonly after: string;
} {
  const before = changes.flatMap((change) => (change.before === undefined ? [] : [toolText(change.before)]));
  return { before: before.join("\n"), after: changes.map(({ after }) => toolText(after)).join("\n") };
}

const toolText = ({ name, description, inputSchema }: McpToolInfo): string =>
  `# ${name}\n\n${description}\n\n\`\`\`json\n${JSON.stringify(inputSchema, undefined, 2)}\n\`\`\`\n`;
