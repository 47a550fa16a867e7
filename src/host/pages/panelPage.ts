import type * as vscode from "vscode";
import type { Log } from "../../core/ports.ts";
import type * as onDemand from "../onDemand.ts";

/** The code of the pages, once it is loaded. */
export type PageCode = typeof onDemand;

const NOT_LOADED = `<p>This page could not be loaded. Run <b>Developer: Reload Window</b>; if that does not help,
install Agent Flightdeck again. The reason is in the output channel <b>Agent Flightdeck</b>.</p>`;

/**
 * Loads the code of the pages and puts one into its panel. A failure is told there and goes to the log, too.
 * @param fill makes the page. Not called where the panel was closed before the code was there.
 */
export function loadPage<Page>(
  panel: vscode.WebviewPanel,
  fill: (code: PageCode) => Page,
  log: Log,
): Promise<Page | undefined> {
  let closed = false;
  panel.onDidDispose(() => (closed = true));
  const loading = import("../onDemand.ts").then((code) => (closed ? undefined : fill(code)));
  loading.catch((error: unknown) => {
    log.error("A page could not be loaded", error);
    if (!closed) panel.webview.html = NOT_LOADED;
  });
  return loading;
}

/** A panel, which is there at once, and its page, which is there as soon as its code is loaded. */
export class PanelPage<Page> {
  readonly panel: vscode.WebviewPanel;
  readonly #loading: Promise<Page | undefined>;
  #page: Page | undefined;

  /** @param fill as of `loadPage`. */
  constructor(panel: vscode.WebviewPanel, fill: (code: PageCode) => Page, log: Log) {
    this.panel = panel;
    this.#loading = loadPage(panel, (code) => (this.#page = fill(code)), log);
  }

  /** Undefined until its code is loaded. */
  get page(): Page | undefined {
    return this.#page;
  }

  /** Does something with the page as soon as it is there. Nothing where it cannot be loaded: its panel says so. */
  use(act: (page: Page) => void): void {
    this.#loading.then(
      (page) => page !== undefined && act(page),
      () => undefined,
    );
  }

  /** Undefined where the panel was closed before. */
  whenLoaded(): Promise<Page | undefined> {
    return this.#loading;
  }
}
