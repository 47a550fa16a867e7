import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import { ConsoleWatch } from "./console.ts";
import { runCommand } from "./palette.ts";
import { outDir } from "./paths.ts";
import { until } from "./until.ts";

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

const openWindows = new Set<WorkbenchWindow>();

const startTimeoutMs = 60_000;
const stepTimeoutMs = 20_000;

/** By then what VS Code stores lies in the browser's database. */
const STORED_MS = 2_000;

/** A window of the workbench, as a person has it before them. */
export class WorkbenchWindow {
  readonly page: Page;
  readonly console: ConsoleWatch;

  private constructor(page: Page) {
    this.page = page;
    this.console = new ConsoleWatch(page);
  }

  /** Opens a window, with storage and cookies of its own, and waits until it can be used. */
  static async open(browser: Browser, url: string, size: WindowSize): Promise<WorkbenchWindow> {
    const context = await browser.newContext({ viewport: size });
    const window = new WorkbenchWindow(await context.newPage());
    openWindows.add(window);
    await window.page.goto(url);
    await window.#ready().catch(async (error: unknown) => {
      await WorkbenchWindow.keepEvidence("window-did-not-open");
      throw error;
    });
    return window;
  }

  /** Runs a command by its title in the palette, category included, as in `View: Toggle Terminal`. */
  async command(title: string): Promise<void> {
    await runCommand(this.page, title);
  }

  /** The page of a webview: the frame that shows an element which matches `selector`. */
  async webview(selector: string, timeoutMs: number = stepTimeoutMs): Promise<Frame> {
    return until(`a webview with ${selector}`, timeoutMs, async () => {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        const shown = await frame
          .locator(selector)
          .first()
          .isVisible()
          .catch(() => false); // the frame went away meanwhile
        if (shown) return frame;
      }
      return undefined;
    });
  }

  /** A status bar item by its id: `publisher.extension.item`. */
  statusBarItem(id: string): Locator {
    return this.page.locator(`[id="${id}"]`);
  }

  /** The notification toasts whose text contains `text`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast").filter({ hasText: text });
  }

  /** A modal dialog. */
  dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  async resize(size: WindowSize): Promise<void> {
    await this.page.setViewportSize(size);
  }

  /** Stores a picture under `out/screenshots` and gives its path. */
  async screenshot(name: string): Promise<string> {
    const path = join(outDir, "screenshots", `${name}.png`);
    await this.page.screenshot({ path, animations: "disabled" });
    return path;
  }

  /** Reloads as `Developer: Reload Window` does and waits until the window can be used again. */
  async reload(): Promise<void> {
    await this.#lookAway();
    await this.page.reload();
    await this.#ready();
  }

  /**
   * When a window loses the focus, VS Code stores what its editors show. At the reload itself a browser does not
   * wait for that to end, so that on a busy machine pages came back without knowing what they had shown.
   */
  async #lookAway(): Promise<void> {
    await this.page.evaluate(`document.hasFocus = () => false; window.dispatchEvent(new Event("blur"));`);
    await this.page.waitForTimeout(STORED_MS);
  }

  /** Closes the window; its extension host ends with it. */
  async close(): Promise<void> {
    openWindows.delete(this);
    await this.page.context().close();
  }

  /** Stores a picture and the console of every open window under `out/failures`. */
  static async keepEvidence(name: string): Promise<void> {
    const file = name.replaceAll(/[^\w-]+/g, "-").slice(0, 100);
    for (const [index, { page, console }] of [...openWindows].entries()) {
      const path = join(outDir, "failures", `${file}-${index + 1}`);
      await page.screenshot({ path: `${path}.png`, timeout: 5000 }).catch(() => {}); // its page may hang
      await writeFile(`${path}.log`, console.messages.join("\n"));
    }
  }

  async #ready(): Promise<void> {
    await this.page.waitForSelector(".monaco-workbench .statusbar-item", { timeout: startTimeoutMs });
  }
}
