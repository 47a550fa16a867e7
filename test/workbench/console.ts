import type { ConsoleMessage, Page } from "playwright-core";

/** What a window's console has said, from the workbench, from webviews and from the extension host. */
export class ConsoleWatch {
  readonly messages: string[] = [];
  /** Errors of our own pages: logged or uncaught inside a webview. */
  readonly pageErrors: string[] = [];
  /** What a Content-Security-Policy forbade, in whichever frame. */
  readonly cspViolations: string[] = [];
  /** What extensions logged as errors. */
  readonly hostErrors: string[] = [];

  constructor(page: Page) {
    page.on("console", (message) => this.#sort(message));
    page.on("pageerror", (error) => this.pageErrors.push(error.stack ?? String(error)));
  }

  #sort(message: ConsoleMessage): void {
    const text = message.text();
    this.messages.push(`${message.type()}: ${text}`);
    if (message.type() !== "error") return;
    const { url } = message.location();
    if (text.includes("Content Security Policy")) this.cspViolations.push(text);
    else if (text.startsWith("%c[Extension Host]")) this.hostErrors.push(text);
    else if (/\/webview\/browser\/pre\/|vscode-resource|vscode-cdn/.test(url)) this.pageErrors.push(text);
  }
}
