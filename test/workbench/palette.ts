import type { Locator, Page } from "playwright-core";
import { until } from "./until.ts";

const openTimeoutMs = 10_000;
const commandTimeoutMs = 30_000;

/**
 * Runs a command by its title.
 * @throws an Error when the palette does not list it in time.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = page
    .locator(".quick-input-widget .monaco-list-row")
    .filter({ has: page.getByText(title, { exact: true }) })
    .first();
  // The palette lists what is registered when it opens, so it is opened anew until the command is there.
  await until(`the command “${title}”`, commandTimeoutMs, async () => {
    const input = await openPalette(page);
    await input.fill(`>${title}`);
    await row.waitFor({ timeout: 1000 }).catch(() => {});
    if (await row.isVisible()) return true;
    await page.keyboard.press("Escape");
    return false;
  });
  await row.click();
}

/** Opens the command palette and leaves it open. */
export async function openPalette(page: Page): Promise<Locator> {
  const input = page.locator(".quick-input-widget .quick-input-box input");
  // A key pressed while the workbench is still busy with another focus can get lost.
  await until("the command palette", openTimeoutMs, async () => {
    await page.keyboard.press("F1");
    await input.waitFor({ state: "visible", timeout: 1000 }).catch(() => {});
    return input.isVisible();
  });
  return input;
}
