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
export { pickBehind } from "./pages/behindPick.ts";
export { askSessions, comparedSessions } from "./replay/compareSessions.ts";
export { continueSession, offerRecovery } from "./replay/recovery.ts";
export { exportSession, importSession } from "./replay/shareFiles.ts";
export { forkSession } from "./replay/forkSession.ts";
export { openSampleProject } from "./sampleProject.ts";
export { claimService, withdrawClaim } from "./traces/claims.ts";
export { tellRemoved } from "./retentionNotice.ts";
export { offerForwarding } from "./traces/takenNotice.ts";
export { connectBackend } from "./traces/connectBackend.ts";
export { fillConnectPanel } from "./pages/connectPanel.ts";
export { showExportStatus } from "./traces/exportStatus.ts";
export { copySpans } from "./traces/copySpans.ts";
export { openSource } from "./traces/openSource.ts";
export { pickFilter } from "./traces/pickFilter.ts";
export { spansOfLine } from "./traces/spansOfLine.ts";
export { openRemoteTrace } from "./traces/remoteCommand.ts";
export { openTraceFiles, viewFile } from "./traces/viewTraces.ts";
export { exportTrace, importTraces } from "./traces/traceFiles.ts";
export { pickFile, pickRecording, pickSession } from "./replay/pickSession.ts";
export { fillReplayPanel } from "./replay/replayPage.ts";
export { undoTurn } from "./undoTurn.ts";
