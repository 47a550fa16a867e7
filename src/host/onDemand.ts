/**
 * What the extension loads when a person first asks for it: a bundle of its own, so that no start-up pays for it.
 * Reach it by `import("./onDemand.ts")` only.
 */
export { duplicateAgent, newAgent } from "./agentFiles/agentCommands.ts";
export { complete, hover } from "./agentFiles/agentAssistance.ts";
export { AuditHost } from "./audit/auditHost.ts";
export { removeApiKey, setApiKey } from "./apiKey.ts";
export { correctSpending } from "./correctSpending.ts";
export { enterPrice } from "./enterPrice.ts";
export { askSessions } from "./replay/compareSessions.ts";
export { continueSession, offerRecovery } from "./replay/recovery.ts";
export { exportSession, importSession } from "./replay/shareFiles.ts";
export { forkSession } from "./replay/forkSession.ts";
export { openSampleProject } from "./sampleProject.ts";
export { claimService, withdrawClaim } from "./traces/claims.ts";
export { tellRemoved } from "./retentionNotice.ts";
export { offerForwarding } from "./traces/takenNotice.ts";
export { connectBackend } from "./traces/connectBackend.ts";
export { showExportStatus } from "./traces/exportStatus.ts";
export { pickFilter } from "./traces/pickFilter.ts";
export { spansOfLine } from "./traces/spansOfLine.ts";
export { openRemoteTrace } from "./traces/remoteCommand.ts";
export { openTraceFiles, viewFile } from "./traces/viewTraces.ts";
export { exportTrace, importTraces } from "./traces/traceFiles.ts";
export { pickFile, pickRecording, pickSession } from "./replay/pickSession.ts";
export { fillReplayPanel } from "./replay/replayPage.ts";
export { ChatPage } from "./pages/chatPage.ts";
export { fillChecklistPanel } from "./pages/checklistPanel.ts";
export { fillComparePanel } from "./pages/comparePanel.ts";
export { fillConnectPanel } from "./pages/connectPanel.ts";
export { fillDashboardPanel } from "./pages/dashboardPanel.ts";
export { ReceivedTracePage } from "./pages/receivedTracePage.ts";
export { TracePage } from "./pages/tracePage.ts";
export { hostPorts } from "./ports/hostPorts.ts";
export { SessionView } from "./sessionView.ts";
export { undoTurn } from "./undoTurn.ts";
