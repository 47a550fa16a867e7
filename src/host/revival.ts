import * as vscode from "vscode";
import type { Log } from "../core/ports.ts";
import { panelType, type PageName } from "./manifest.ts";

/** A kind of page whose panels can be opened again after the extension host has died. */
export interface Revivable {
  readonly page: PageName;
  /** Fires when a panel was opened, closed, or shows something else. */
  readonly onPanelsChange: vscode.Event<void>;
  /** For each open panel, what is needed to open it again. */
  kept(): readonly unknown[];
  reopen(kept: unknown): void;
}

const KEY = "flightdeck.pages";
/** Of the window in which the pages were noted: it changes when a window is loaded, and not when its host dies. */
const WINDOW_KEY = "flightdeck.window";
/** By then VS Code has handed over what it hands over by itself. */
const SETTLE_MS = 4_000;

/**
 * Brings pages back to life. When the extension host dies, VS Code starts another one but leaves the
 * open panels without a host, for ever. The new host finds them as tabs that nobody handed to it,
 * closes them and opens them again as the old one had noted down. A window that was loaded anew is left
 * alone: VS Code hands its panels over, on a busy machine many seconds later.
 */
export class Revival implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #pages: readonly Revivable[];
  readonly #noted: Readonly<Record<string, readonly unknown[] | undefined>>;
  readonly #subscriptions: vscode.Disposable[];

  constructor(memento: vscode.Memento, pages: readonly Revivable[], log: Log) {
    this.#memento = memento;
    this.#pages = pages;
    this.#noted = memento.get(KEY, {});
    const hostDied = memento.get(WINDOW_KEY) === vscode.env.sessionId;
    void memento.update(WINDOW_KEY, vscode.env.sessionId);
    const timer = setTimeout(() => {
      const done = hostDied ? this.#revive() : this.#note();
      done.catch((error: unknown) => log.error("Pages could not be opened again", error));
    }, SETTLE_MS);
    this.#subscriptions = [
      new vscode.Disposable(() => clearTimeout(timer)),
      ...pages.map((page) => page.onPanelsChange(() => void this.#note())),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #revive(): Promise<void> {
    for (const page of this.#pages) {
      const orphans = orphansOf(page);
      if (orphans.length === 0) continue;
      await vscode.window.tabGroups.close(orphans, true);
      for (const kept of this.#noted[page.page] ?? []) page.reopen(kept);
    }
    await this.#note();
  }

  async #note(): Promise<void> {
    await this.#memento.update(KEY, Object.fromEntries(this.#pages.map((page) => [page.page, page.kept()])));
  }
}

/**
 * All tabs of a kind, where one that the person sees belongs to no panel of ours. Hidden tabs say
 * nothing: VS Code hands those over when they are shown.
 */
function orphansOf(page: Revivable): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(panelType(page.page)),
    );
  const seen = tabs.filter(({ isActive }) => isActive).length;
  return seen > page.kept().length ? tabs : [];
}
