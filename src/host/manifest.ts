/**
 * Every name that the manifest and the code share, once. `test/unit/host/manifest.test.ts` compares
 * package.json with this table.
 */

/** Commands by id without the prefix `flightdeck.`, with their title in the palette. */
export const COMMANDS = {
  openChat: "Open Chat",
  newSession: "New Session",
  newPrivateSession: "New Private Session",
  openTrace: "Open Trace",
  openDashboard: "Open Dashboard",
  replaySession: "Replay Session",
  "replay.shown": "Replay This Session",
  "replay.file": "Replay Recording File…",
  setApiKey: "Set API Key",
  removeApiKey: "Remove API Key",
  newAgent: "New Agent",
  openSampleProject: "Open Sample Project",
  openBudgetSettings: "Change Budget",
  undoTurn: "Undo This Turn's Edits",
  stopAll: "Stop All Agents",
  liftStop: "Let Agents Run Again",
  enterPrice: "Enter Price of a Model",
  correctSpending: "Correct Uncertain Spending",
  showLog: "Show Log",
  runAudit: "Run Checklist Audit",
  exportAudit: "Export Checklist…",
  openChecklist: "Open Checklist Report",
  fixItem: "Fix Checklist Item…",
  "sessions.open": "Open Session",
  "sessions.openTrace": "Open Trace of Session",
  "replay.session": "Replay",
  "sessions.rename": "Rename Session…",
  "sessions.delete": "Delete Session…",
  "sessions.export": "Export Session…",
  "sessions.reveal": "Reveal Recording",
  importRecording: "Import Recording…",
  "sessions.continue": "Continue Interrupted Session",
  compareSessions: "Compare Sessions…",
  "sessions.fork": "Fork Session from Here…",
  "sessions.refresh": "Refresh Sessions",
  "sessions.more": "Show More Sessions",
  "agents.chat": "Chat with Agent",
  "agents.openFile": "Open Agent File",
  "mcp.allow": "Start MCP Server…",
  "mcp.start": "Start MCP Server Now",
  "mcp.restart": "Restart MCP Server",
  "mcp.stop": "Stop MCP Server",
  "mcp.forget": "Withdraw Consent to MCP Server",
  "mcp.review": "Review Changed Tools of MCP Server…",
  "mcp.openFile": "Open MCP Configuration",
  "mcp.showOutput": "Show Output of MCP Server",
  "agents.duplicate": "Duplicate Agent…",
  connectAgent: "Connect Your Agent",
  exportStatus: "Show Export Status",
  connectBackend: "Connect Export Backend…",
  "traces.open": "Open Received Trace",
  "replay.trace": "Replay Trace",
  "traces.refresh": "Refresh Traces",
  "traces.more": "Show More Traces",
  "traces.filter": "Filter Traces…",
  "traces.export": "Export Trace…",
  "traces.import": "Import Traces…",
  "traces.ofLine": "Show Spans of This Line",
  "traces.openFile": "Open Trace File…",
  "traces.openRemote": "Open Trace from Backend…",
  "traces.claim": "Claim Service…",
  "traces.unclaim": "Withdraw Claim of Service…",
} as const satisfies Record<string, string>;

export type CommandName = keyof typeof COMMANDS;

/** Views of the activity bar's container, by id. */
export const VIEWS = {
  "flightdeck.sessions": "Sessions",
  "flightdeck.agents": "Agents",
  "flightdeck.traces": "Traces",
  "flightdeck.checklist": "Checklist",
} as const;

export type ViewId = keyof typeof VIEWS;

/** Pages of our own; each is a webview panel type `flightdeck.<page>` and a bundle `dist/webview/<page>.js`. */
export const PAGES = {
  chat: "Chat",
  trace: "Trace",
  dashboard: "Dashboard",
  compare: "Compare",
  replay: "Replay",
  checklist: "Checklist",
  connect: "Connect Your Agent",
} as const;

export type PageName = keyof typeof PAGES;

/** A file of traces, read-only. */
export const TRACE_FILE_EDITOR = "flightdeck.traceFile";
/** The same for any JSON, where the person asks for it: Jaeger's has no name of its own. */
export const TRACE_JSON_EDITOR = "flightdeck.traceJson";

export const panelType = (page: PageName): string => `flightdeck.${page}`;
export const commandId = (name: CommandName): string => `flightdeck.${name}`;

export const CONFIGURATION = "flightdeck";
