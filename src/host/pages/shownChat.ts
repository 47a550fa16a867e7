import * as vscode from "vscode";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { HeldElsewhereError } from "../../engine/heldElsewhere.ts";
import type { TranscriptChange } from "../../views/transcriptItems.ts";
import { FollowedSession } from "../followedSession.ts";
import type { LazyEngine } from "../lazyEngine.ts";
import type { SessionView } from "../sessionView.ts";
import type { SessionViews } from "../sessionViews.ts";
import type { ShownSession } from "../shownSession.ts";
import { isHeldElsewhere, takeOver } from "../takeOver.ts";

interface ShownChatOptions {
  readonly engine: LazyEngine;
  readonly views: SessionViews;
  /** This window writes the session from now on. */
  readonly onAttached: (view: SessionView) => void;
  readonly onChanges: (changes: readonly TranscriptChange[]) => void;
  readonly onStatus: () => void;
  /** Somebody else began to write the session, or nobody does any more: it has to be entered anew. */
  readonly onLost: () => void;
}

/** The session that a chat page shows: one of this window, one that another process writes, or none yet. */
export class ShownChat {
  readonly #options: ShownChatOptions;
  #view: SessionView | undefined;
  /** In the place of a view, where another process writes the session. */
  #followed: FollowedSession | undefined;
  #readOnly: string | undefined;
  #subscriptions: vscode.Disposable | undefined;
  #wasTaken = false;

  constructor(options: ShownChatOptions) {
    this.#options = options;
  }

  /** The session as it is seen, whoever writes it. */
  get shown(): ShownSession | undefined {
    return this.#view ?? this.#followed;
  }

  /** The session, where this window writes it. */
  get view(): SessionView | undefined {
    return this.#view;
  }

  /** Who writes the session, where this window does not. */
  get held(): HeldElsewhereError | undefined {
    return this.#followed?.held;
  }

  /** Why nothing can be sent. */
  get readOnly(): string | undefined {
    return this.#readOnly;
  }

  /** Opens a recorded session; one that another process writes is followed. */
  async enter(id: SessionId): Promise<void> {
    const { engine, views } = this.#options;
    if (this.#wasTaken) await (await engine.get()).sessions.handOver.successor(id);
    this.#wasTaken = false;
    try {
      this.attach(await views.open(id));
    } catch (error) {
      if (!(error instanceof FlightdeckError)) throw error;
      if (isHeldElsewhere(error)) this.#follow(await FollowedSession.of(await engine.get(), id, error));
      else this.#readOnly = `${error.message} ${error.advice}`;
    }
  }

  attach(view: SessionView): void {
    const { views, onAttached, onChanges, onStatus } = this.#options;
    this.#view = view;
    this.#readOnly = undefined;
    this.#hear(views.hold(view), view.onChanges(onChanges), view.onStatus(onStatus));
    onAttached(view);
  }

  /** Ends the turn of whoever writes the session, and writes it here. False where the person does not want that. */
  async stopThere(): Promise<boolean> {
    if (this.#followed === undefined) return false;
    const { id, held } = this.#followed;
    const view = await takeOver(await this.#options.engine.get(), this.#options.views, id, held);
    if (view === undefined) return false;
    this.leave();
    this.attach(view);
    return true;
  }

  /** Another window goes on with the session; it comes first. */
  taken(): void {
    this.#lose();
    this.#wasTaken = true;
  }

  leave(): void {
    this.#subscriptions?.dispose();
    this.#subscriptions = undefined;
    this.#view = undefined;
    this.#followed = undefined;
    this.#wasTaken = false;
    this.#readOnly = undefined;
  }

  #follow(followed: FollowedSession): void {
    const { onChanges, onStatus } = this.#options;
    this.#followed = followed;
    this.#readOnly = followed.held.message;
    this.#hear(
      followed,
      followed.onChanges(onChanges),
      followed.onStatus(onStatus),
      followed.onFree(() => this.#lose()),
    );
  }

  /** Two requests of the page may have come at once: it hears one session, and that once. */
  #hear(...subscriptions: readonly vscode.Disposable[]): void {
    const before = this.#subscriptions;
    this.#subscriptions = vscode.Disposable.from(...subscriptions);
    before?.dispose();
  }

  #lose(): void {
    this.leave();
    this.#options.onLost();
  }
}
