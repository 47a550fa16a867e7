import type * as vscode from "vscode";
import type { SessionId } from "../core/ids.ts";
import type { SessionStatus } from "../views/sessionStatus.ts";
import type { Transcript } from "../views/transcript.ts";
import type { TranscriptChange } from "../views/transcriptItems.ts";

/** A session as a page shows it, whoever writes it. */
export interface ShownSession extends vscode.Disposable {
  readonly id: SessionId;
  readonly transcript: Transcript;
  readonly status: SessionStatus;
  readonly onChanges: vscode.Event<readonly TranscriptChange[]>;
  readonly onStatus: vscode.Event<SessionStatus>;
}
