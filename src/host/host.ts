import { join } from "node:path";
import * as vscode from "vscode";
import { FlightdeckError } from "../core/failure.ts";
import type { SessionId, SpanId, TraceId } from "../core/ids.ts";
import type { Log, Ports } from "../core/ports.ts";
import type { Engine } from "../engine.ts";
import { registerAgentLanguage } from "./agentFiles/agentLanguage.ts";
import { AgentsTree } from "./agentsTree.ts";
import { Alerts } from "./alerts.ts";
import { ApprovalNotices } from "./approvalNotices.ts";
import { AuditCommands } from "./audit/auditCommands.ts";
import { registerCommands, showError } from "./commands.ts";
import { nodeWorkers } from "../node/workers.ts";
import { LazyEngine } from "./lazyEngine.ts";
import { McpHost } from "./mcp/mcpHost.ts";
import { openSettings } from "./openSettings.ts";
import { ChatPages } from "./pages/chatPages.ts";
import { ComparePages } from "./pages/comparePages.ts";
import { ReplayPages } from "./pages/replayPages.ts";
import { SinglePanel } from "./pages/singlePanel.ts";
import { TracePages } from "./pages/tracePages.ts";
import { ApprovalBroker } from "./ports/approvals.ts";
import { vscodeLog } from "./ports/log.ts";
import { vscodeSettings } from "./ports/settings.ts";
import { workspaceReady } from "./ports/workspaceReady.ts";
import { replayCommands } from "./replayCommands.ts";
import { Revival } from "./revival.ts";
import { sessionCommands } from "./sessionCommands.ts";
import { SessionsTree } from "./sessionsTree.ts";
import { SessionViews } from "./sessionViews.ts";
import { ReceiverHost } from "./traces/receiverHost.ts";
import { registerTraceFiles } from "./traces/traceFileEditor.ts";
import { traceCommands } from "./traces/traceCommands.ts";
import { TracesTree } from "./traces/tracesTree.ts";
import { TerminalCommand } from "./terminalCommand.ts";
import { VirtualTexts } from "./virtualTexts.ts";
import { BudgetMeter } from "./statusBar.ts";
import { StopNews } from "./stopNews.ts";

/** The meter and the problems in agent files need the engine; start-up comes first. */
const ENGINE_DELAY_MS = 1_500;

/** By then the pages of before are open again, and what they show needs no offer. */
const OFFER_DELAY_MS = 8_000;

/** Who stopped all agents, as the others read it. */
const THIS_EDITOR = "a VS Code window";

const onDemand = () => import("./onDemand.ts");

/** Everything that the extension puts into VS Code. Returns what ends it. */
export function startHost(
  context: vscode.ExtensionContext,
  createEngine: (ports: Ports) => Promise<Engine>,
): { readonly close: () => Promise<void> } {
  const channel = vscode.window.createOutputChannel("Agent Flightdeck", { log: true });
  const log = vscodeLog(channel);
  const settings = vscodeSettings(log);
  const approvals = new ApprovalBroker();
  const engine = new LazyEngine(async () => {
    await workspaceReady();
    const { hostPorts } = await onDemand();
    return createEngine(hostPorts({ context, log, settings, approvals }));
  });
  const { extensionUri } = context;
  const views = new SessionViews(engine);
  const texts = new VirtualTexts();
  const stops = new StopNews(engine);
  const chats = new ChatPages({ extensionUri, engine, views, approvals, texts, stops, log });
  const traces = new TracePages({ extensionUri, engine, views, texts, log });
  const dashboard = new SinglePanel({
    page: "dashboard",
    title: "Dashboard",
    fill: (panel, { fillDashboardPanel }) =>
      fillDashboardPanel(panel, { extensionUri, engine, chats, traces, log }),
    log,
  });
  const compares = new ComparePages({ extensionUri, engine, chats, traces, texts, views, log });
  const replays = new ReplayPages({ extensionUri, engine, views, chats, traces, texts, log });
  const tree = new SessionsTree(engine, views, log);
  const mcp = new McpHost({ engine, texts, memento: context.workspaceState, log });
  const agents = new AgentsTree(engine, mcp);
  const tracesTree = new TracesTree(engine, log);
  const receiver = new ReceiverHost({ context, engine, settings, tree: tracesTree, log });
  const connect = new SinglePanel({
    page: "connect",
    title: "Connect Your Agent",
    fill: (panel, { fillConnectPanel }) =>
      fillConnectPanel(panel, { extensionUri, engine, receiver, traces, log }),
    log,
  });
  const workers = nodeWorkers(join(context.extensionPath, "dist"));
  const audit = new AuditCommands({
    extensionUri,
    workers,
    settings,
    log,
    seenRunning: seenRunningIn(engine),
  });
  const commands = registerCommands(
    {
      ...audit.commands,
      ...mcp.commands,
      ...traceCommands({ engine, tree: tracesTree, pages: traces, connect }),
      ...sessionCommands({ engine, views, tree, chats, traces }),
      compareSessions: (item, selected) => compares.ask(item, selected),
      ...replayCommands({ engine, pages: replays, chats, traces }),
      openChat: () => chats.show(),
      newSession: () => chats.showNew(),
      newPrivateSession: () => chats.showNew({ private: true }),
      openTrace: (argument) => openTrace(argument, chats, traces),
      openDashboard: () => dashboard.show(),
      setApiKey: async () => (await onDemand()).setApiKey(await engine.get()),
      removeApiKey: async () => (await onDemand()).removeApiKey(await engine.get()),
      newAgent: async () => (await onDemand()).newAgent(await engine.get()),
      openSampleProject: async () => (await onDemand()).openSampleProject(extensionUri),
      openBudgetSettings: () => openSettings("flightdeck.budget"),
      undoTurn: async (argument) =>
        (await onDemand()).undoTurn(
          { engine: await engine.get(), views, texts, current: chats.current },
          argument,
        ),
      stopAll: async () => (await engine.get()).emergencyStop.stop(THIS_EDITOR),
      liftStop: async () => (await engine.get()).emergencyStop.lift(THIS_EDITOR),
      enterPrice: async (argument) => (await onDemand()).enterPrice(argument),
      correctSpending: async () => (await onDemand()).correctSpending(await engine.get()),
      exportStatus: async () => (await onDemand()).showExportStatus(await engine.get()),
      connectBackend: async () => (await onDemand()).connectBackend(await engine.get()),
      showLog: () => channel.show(),
      "agents.chat": (agent) => chats.showNew({ agent: nameOf(agent) }),
      "agents.openFile": (agent) => openAgentFile(agent),
      "agents.duplicate": async (agent) =>
        (await onDemand()).duplicateAgent(await engine.get(), nameOf(agent)),
    },
    log,
  );
  let offering: NodeJS.Timeout | undefined;
  const told = engine.onLoaded((loaded) => {
    void tellOfPlace(loaded, log);
    loaded.exporter.start();
    offering = setTimeout(() => {
      void onDemand()
        .then(({ offerRecovery }) => offerRecovery({ engine: loaded, views, chats }, context.workspaceState))
        .catch((error: unknown) => log.error("Interrupted sessions are not offered", error));
    }, OFFER_DELAY_MS);
    loaded.retention.start();
    loaded.retention.onRemoved((removed) => {
      tree.refresh();
      tracesTree.refresh();
      void onDemand().then(({ tellRemoved }) => tellRemoved(removed));
    });
  });
  const warmUp = setTimeout(() => {
    void agents.refresh().catch((error: unknown) => log.error("Start-up failed", error));
    receiver.start();
  }, ENGINE_DELAY_MS);
  context.subscriptions.push(
    channel,
    settings,
    engine,
    views,
    texts,
    stops,
    chats,
    traces,
    dashboard,
    compares,
    replays,
    connect,
    tree,
    mcp,
    agents,
    tracesTree,
    receiver,
    audit,
    commands,
    new BudgetMeter(engine),
    new ApprovalNotices(approvals, chats),
    new TerminalCommand(context, settings, log),
    registerAgentLanguage(engine),
    registerTraceFiles(engine, traces, log),
    new Alerts(views, chats),
    new Revival(
      context.workspaceState,
      [chats, traces, dashboard, compares, replays, audit.pages, connect],
      log,
    ),
    told,
    new vscode.Disposable(() => {
      clearTimeout(warmUp);
      clearTimeout(offering);
    }),
  );
  return { close: () => engine.close() };
}

/** Says where this workspace's sessions lie, if they are not where they were. */
async function tellOfPlace(engine: Engine, log: Log): Promise<void> {
  try {
    const { notice } = await engine.place();
    if (notice !== undefined) void vscode.window.showWarningMessage(notice);
  } catch (error) {
    await showError(error, log);
  }
}

/** What programs that were started here were seen doing; in Restricted Mode none is. */
const seenRunningIn = (engine: LazyEngine) => async (folder: string) =>
  vscode.workspace.isTrusted ? (await (await engine.get()).receiver()).seenRunning(folder) : [];

/** The trace of a given session, of a given span, else of the chat that the person used last. */
function openTrace(argument: unknown, chats: ChatPages, traces: TracePages): void {
  const { session, traceId, spanId } = (argument ?? {}) as Partial<
    Record<"session" | "traceId" | "spanId", string>
  >;
  const id = (session as SessionId | undefined) ?? chats.current;
  if (id === undefined) {
    throw new FlightdeckError("invalid_request", "There is no session yet.", {
      advice: "Start one in the chat, then open its trace.",
    });
  }
  const span = traceId && spanId ? { traceId: traceId as TraceId, spanId: spanId as SpanId } : undefined;
  traces.show(id, span);
}

function nameOf(agent: unknown): string {
  const name = (agent as { readonly name?: unknown } | undefined)?.name;
  return typeof name === "string" ? name : "";
}

async function openAgentFile(agent: unknown): Promise<void> {
  const path = (agent as { readonly source?: { readonly path?: unknown } } | undefined)?.source?.path;
  if (typeof path === "string") await vscode.window.showTextDocument(vscode.Uri.file(path));
}
