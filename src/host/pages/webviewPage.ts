import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { toFlightdeckError } from "../../core/failure.ts";
import type { Log } from "../../core/ports.ts";
import {
  isToHost,
  OPEN,
  type Contract,
  type Handlers,
  type ShownError,
  type ToHost,
  type ToPage,
} from "../../protocol/channel.ts";
import type { PageName } from "../manifest.ts";

/** What answers a page's requests. `open` prepares, then makes its result in the instant in which it is posted. */
export type PageHandlers<C extends Contract> = Omit<Handlers<C>, typeof OPEN> & {
  readonly open: (
    args: C["requests"][typeof OPEN]["args"],
  ) => Promise<() => C["requests"][typeof OPEN]["result"]>;
};

export interface WebviewPageOptions<C extends Contract> {
  readonly panel: vscode.WebviewPanel;
  readonly page: PageName;
  readonly extensionUri: vscode.Uri;
  readonly handlers: PageHandlers<C>;
  readonly log: Log;
}

/**
 * One webview panel and its conversation with the host. News that is posted while the page is hidden
 * counts as lost: VS Code throws a hidden page away, and it asks for everything when it is back.
 */
export class WebviewPage<C extends Contract> implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #handlers: Readonly<Record<string, ((args: unknown) => unknown) | undefined>>;
  readonly #log: Log;
  readonly #subscriptions: vscode.Disposable[] = [];
  #opened = false;
  #seq = 0;
  #kept: unknown;

  constructor({ panel, page, extensionUri, handlers, log }: WebviewPageOptions<C>) {
    this.panel = panel;
    this.#handlers = handlers;
    this.#log = log;
    const assets = vscode.Uri.joinPath(extensionUri, "dist", "webview");
    panel.webview.options = { enableScripts: true, localResourceRoots: [assets] };
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, "media", `panel-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    this.#subscriptions.push(
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#opened = false;
      }),
      panel.onDidDispose(() => this.dispose()),
    );
    panel.webview.html = html(panel.webview, assets, page);
  }

  post(news: C["news"]): void {
    if (!this.#opened) return;
    this.#send({ kind: "news", seq: ++this.#seq, news });
  }

  /** What the page gives back after a reload of the window. */
  keep(value: unknown): void {
    this.#kept = value;
    this.#restore();
  }

  dispose(): void {
    this.#opened = false;
    vscode.Disposable.from(...this.#subscriptions.splice(0)).dispose();
  }

  #restore(): void {
    if (this.#kept !== undefined) this.#send({ kind: "restore", value: this.#kept });
  }

  async #receive(message: unknown): Promise<void> {
    if (!isToHost(message)) return;
    // Now the page listens; what was sent while its content replaced the empty panel, VS Code has dropped.
    if (message.name === OPEN) this.#restore();
    try {
      const handler = Object.hasOwn(this.#handlers, message.name) ? this.#handlers[message.name] : undefined;
      if (handler === undefined)
        throw new Error(`The page asked for ${message.name}, which the host does not know.`);
      const result = await handler(message.args);
      this.#reply(message, result);
    } catch (error) {
      this.#send({ kind: "error", id: message.id, error: this.#shown(error) });
    }
  }

  #reply({ id, name }: ToHost, result: unknown): void {
    if (name !== OPEN) {
      this.#send({ kind: "result", id, value: result });
      return;
    }
    this.#seq = 0;
    this.#opened = true;
    this.#send({ kind: "result", id, value: (result as () => unknown)() });
  }

  #shown(thrown: unknown): ShownError {
    const error = toFlightdeckError(thrown);
    if (error.failure === "internal") this.#log.error(error.message, error);
    return { message: error.message, advice: error.advice };
  }

  #send(message: ToPage<C["news"]>): void {
    void this.panel.webview.postMessage(message);
  }
}

function html(webview: vscode.Webview, assets: vscode.Uri, page: PageName): string {
  const nonce = randomBytes(16).toString("base64");
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(assets, file)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${uri(`${page}.css`)}">
</head>
<body data-page="${page}">
<div id="root"></div>
<script nonce="${nonce}" type="module" src="${uri(`${page}.js`)}"></script>
</body>
</html>`;
}
