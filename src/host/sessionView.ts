import * as vscode from "vscode";
import type { Session } from "../agent/session.ts";
import type { SessionId } from "../core/ids.ts";
import type { SessionHeader } from "../core/lines.ts";
import type { Engine } from "../engine.ts";
import { alertOf, type TurnAlert } from "../views/alerts.ts";
import { StatusFold, type SessionStatus } from "../views/sessionStatus.ts";
import { Transcript } from "../views/transcript.ts";
import type { TranscriptChange } from "../views/transcriptItems.ts";
import type { ShownSession } from "./shownSession.ts";

/**
 * What the pages show of a session that this window writes: kept for as long as the session is open, so
 * that a page that is reloaded in the middle of an answer finds all that was written so far.
 */
export class SessionView implements ShownSession {
  readonly session: Session;
  readonly transcript = new Transcript();
  readonly #status: StatusFold;
  readonly #changes = new vscode.EventEmitter<readonly TranscriptChange[]>();
  readonly #alerted = new vscode.EventEmitter<TurnAlert>();
  readonly #statusChanged = new vscode.EventEmitter<SessionStatus>();
  #isPast = true;
  #waitingFor: readonly string[] = [];
  #end: () => void = () => undefined;
  #seq = 0;

  readonly onChanges = this.#changes.event;
  readonly onStatus = this.#statusChanged.event;
  /** Fires when a failure ends a turn, not for those of the past. */
  readonly onAlert = this.#alerted.event;

  private constructor(engine: Engine, session: Session) {
    const { contextWindow } = engine.models.info(session.model);
    this.session = session;
    this.#status = new StatusFold({
      title: session.title,
      agent: session.agent.name,
      model: session.model,
      contextWindow,
    });
  }

  /** Reads what was recorded and goes on with what happens. */
  static async of(engine: Engine, session: Session): Promise<SessionView> {
    const view = new SessionView(engine, session);
    view.#end = await engine.sessions.feed(session, (event) => view.#take(event, engine));
    view.#isPast = false;
    return view;
  }

  get id(): SessionId {
    return this.session.id;
  }

  get status(): SessionStatus {
    const { status } = this.#status;
    return this.#waitingFor.length === 0 ? status : { ...status, waitingFor: this.#waitingFor };
  }

  /** Where the session stands, for one that goes on from here. */
  get place(): NonNullable<SessionHeader["parent"]> {
    return { session: this.session.id, seq: this.#seq };
  }

  dispose(): void {
    this.#end();
    vscode.Disposable.from(this.#changes, this.#statusChanged, this.#alerted).dispose();
  }

  #take(event: Parameters<Parameters<Session["subscribe"]>[0]>[0], engine: Engine): void {
    if ("line" in event) this.#seq = event.line.seq;
    if ("live" in event && event.live.type === "waiting_for_servers") {
      this.#waitingFor = event.live.servers;
      this.#statusChanged.fire(this.status);
    }
    const changes =
      "line" in event
        ? this.transcript.take(event.line)
        : this.transcript.takeLive(event.live, engine.ports.clock.now());
    if (changes.length > 0) this.#changes.fire(changes);
    if ("line" in event && this.#status.take(event.line)) this.#statusChanged.fire(this.status);
    const alert = "line" in event && !this.#isPast ? alertOf(event.line) : undefined;
    if (alert !== undefined) this.#alerted.fire(alert);
  }
}
