import * as vscode from "vscode";
import type { SessionId } from "../core/ids.ts";
import type { Disposable } from "../core/ports.ts";
import type { RecordedLine } from "../core/lines.ts";
import type { Engine } from "../engine.ts";
import type { HeldElsewhereError } from "../engine/heldElsewhere.ts";
import { StatusFold, type SessionStatus } from "../views/sessionStatus.ts";
import { Transcript } from "../views/transcript.ts";
import type { TranscriptChange } from "../views/transcriptItems.ts";
import type { ShownSession } from "./shownSession.ts";

/** A session that another window or the command line writes: seen as it grows, and not written. */
export class FollowedSession implements ShownSession {
  readonly id: SessionId;
  /** Who writes it. */
  readonly held: HeldElsewhereError;
  readonly transcript = new Transcript();
  readonly #engine: Engine;
  readonly #changes = new vscode.EventEmitter<readonly TranscriptChange[]>();
  readonly #statusChanged = new vscode.EventEmitter<SessionStatus>();
  readonly #free = new vscode.EventEmitter<void>();
  readonly #status: StatusFold;
  #following: Disposable | undefined;

  readonly onChanges = this.#changes.event;
  readonly onStatus = this.#statusChanged.event;
  /** Fires when nobody writes the session any more. */
  readonly onFree = this.#free.event;

  private constructor(engine: Engine, id: SessionId, held: HeldElsewhereError) {
    this.#engine = engine;
    this.id = id;
    this.held = held;
    this.#status = new StatusFold({
      title: "",
      agent: "",
      model: { provider: "simulated", id: "" },
      contextWindow: 0,
    });
  }

  static async of(engine: Engine, id: SessionId, held: HeldElsewhereError): Promise<FollowedSession> {
    const followed = new FollowedSession(engine, id, held);
    followed.#following = await engine.sessions.follow(
      id,
      (line) => followed.#take(line),
      () => followed.#free.fire(),
    );
    return followed;
  }

  get status(): SessionStatus {
    const { status } = this.#status;
    return { ...status, contextWindow: this.#engine.models.info(status.model).contextWindow };
  }

  dispose(): void {
    this.#following?.dispose();
    vscode.Disposable.from(this.#changes, this.#statusChanged, this.#free).dispose();
  }

  #take(line: RecordedLine): void {
    const changes = this.transcript.take(line);
    if (changes.length > 0) this.#changes.fire(changes);
    if (this.#status.take(line)) this.#statusChanged.fire(this.status);
  }
}
