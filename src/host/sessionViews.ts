import * as vscode from "vscode";
import type { Session } from "../agent/session.ts";
import type { SessionId } from "../core/ids.ts";
import type { Disposable } from "../core/ports.ts";
import type { HeldElsewhereError } from "../engine/heldElsewhere.ts";
import type { TurnAlert } from "../views/alerts.ts";
import type { LazyEngine } from "./lazyEngine.ts";
import type { SessionView } from "./sessionView.ts";

/** A failure that ended a turn, and of which session. */
export interface SessionAlert extends TurnAlert {
  readonly session: SessionId;
  readonly title: string;
}

/** The sessions that this window has open, each with what its pages show. */
export class SessionViews implements vscode.Disposable {
  readonly #engine: LazyEngine;
  readonly #views = new Map<SessionId, Promise<SessionView>>();
  readonly #users = new Map<SessionId, number>();
  readonly #changed = new vscode.EventEmitter<SessionId>();
  readonly #alerted = new vscode.EventEmitter<SessionAlert>();
  readonly #opened = new vscode.EventEmitter<SessionId>();
  readonly #taken = new vscode.EventEmitter<SessionId>();
  #handOver: Disposable | undefined;

  /** Fires when a session's title, state or cost changed. */
  readonly onChange = this.#changed.event;
  /** Fires when a failure ends a turn. */
  readonly onAlert = this.#alerted.event;
  /** Fires when this window begins to write a session. */
  readonly onOpened = this.#opened.event;

  /** Fires when another process took a session over that this window wrote. */
  readonly onTaken = this.#taken.event;

  constructor(engine: LazyEngine) {
    this.#engine = engine;
    engine.onLoaded(({ sessions }) => {
      this.#handOver = sessions.handOver.onHandedOver((id) => void this.#lose(id));
    });
  }

  /**
   * Opens a recorded session.
   * @param goneOwner a holder of another machine, of whom the person says that it runs no more.
   * @throws HeldElsewhereError where another process writes it.
   */
  async open(id: SessionId, goneOwner?: HeldElsewhereError["owner"]): Promise<SessionView> {
    return this.#views.get(id) ?? this.add(await (await this.#engine.get()).sessions.open(id, goneOwner));
  }

  add(session: Session): Promise<SessionView> {
    let view = this.#views.get(session.id);
    if (view === undefined) {
      view = this.#make(session);
      this.#views.set(session.id, view);
    }
    return view;
  }

  find(id: SessionId): Promise<SessionView> | undefined {
    return this.#views.get(id);
  }

  /**
   * Keeps a session open until the returned handle is disposed. When nobody needs it and nothing runs
   * in it, its recording is given free.
   */
  hold(view: SessionView): vscode.Disposable {
    const { id } = view.session;
    this.#users.set(id, (this.#users.get(id) ?? 0) + 1);
    let held = true;
    return new vscode.Disposable(() => {
      if (!held) return;
      held = false;
      this.#users.set(id, (this.#users.get(id) ?? 1) - 1);
      void this.#releaseIfIdle(view);
    });
  }

  dispose(): void {
    this.#handOver?.dispose();
    vscode.Disposable.from(this.#changed, this.#opened, this.#taken, this.#alerted).dispose();
  }

  async #make(session: Session): Promise<SessionView> {
    const engine = await this.#engine.get();
    const { SessionView: View } = await import("./onDemand.ts");
    const view = await View.of(engine, session);
    this.#opened.fire(session.id);
    view.onAlert((alert) => this.#alerted.fire({ ...alert, session: session.id, title: view.status.title }));
    view.onStatus(() => {
      this.#changed.fire(session.id);
      void this.#releaseIfIdle(view);
    });
    return view;
  }

  async #lose(id: SessionId): Promise<void> {
    const view = this.#views.get(id);
    this.#views.delete(id);
    this.#users.delete(id);
    this.#taken.fire(id);
    this.#changed.fire(id);
    (await view)?.dispose();
  }

  async #releaseIfIdle(view: SessionView): Promise<void> {
    const { session } = view;
    if (session.running || view.status.running || (this.#users.get(session.id) ?? 0) > 0) return;
    if (!this.#views.delete(session.id)) return;
    view.dispose();
    await (await this.#engine.get()).sessions.close(session);
    this.#changed.fire(session.id);
  }
}
