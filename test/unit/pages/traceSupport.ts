import type { Locator, Page } from "playwright-core";

export const grid = (page: Page): Locator => page.getByRole("treegrid");

/** The rows that are drawn, by the words that they are spoken with. */
export const row = (page: Page, name: string | RegExp): Locator => page.getByRole("row", { name }).first();

/** Names of the rows that are drawn, from top to bottom, indented by level. */
export const outline = (page: Page): Promise<readonly string[]> =>
  page
    .locator("[data-span]")
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
        .map(
          (element) =>
            "  ".repeat(Number(element.ariaLevel) - 1) + element.querySelector(".name")?.textContent,
        ),
    );

/** What the active row says; the grid names it as its active descendant. */
export const active = (page: Page): Promise<string> =>
  grid(page).evaluate((element) => {
    const id = element.getAttribute("aria-activedescendant") ?? "";
    const found = element.ownerDocument.getElementById(id);
    return found?.ariaSelected === "true" ? (found.ariaLabel ?? "") : "";
  });

/** Presses keys one after another. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Waits until something in the page is true. */
export const until = async (page: Page, condition: () => boolean): Promise<void> =>
  void (await page.waitForFunction(condition));
