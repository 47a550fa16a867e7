import type { Locator, Page } from "playwright-core";
import { closeBrowser, ensureBrowser, launchBrowser } from "../workbench/browser.ts";
import { buildPreview } from "./build.ts";
import { openPreview, type PreviewOptions } from "./open.ts";

export type Open = (options?: PreviewOptions) => Promise<Page>;

/**
 * Builds a page's preview before the tests of a suite, with one browser for all of them.
 * Returns what opens it; what a test opened is closed after it.
 */
export function usePreview(name: string): Open {
  const opened: Page[] = [];
  let open: Open;
  before(async function () {
    this.timeout(60_000);
    await buildPreview(name);
    const browser = await launchBrowser(await ensureBrowser(() => undefined));
    const context = await browser.newContext();
    open = async (options) => {
      const page = await openPreview(context, name, options);
      opened.push(page);
      return page;
    };
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.close()));
  });
  after(closeBrowser);
  return (options) => open(options);
}

/** The arguments of all requests of a name that the page made so far. */
export const requested = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate(
    (wanted) =>
      window.preview.requests.filter((request) => request.name === wanted).map(({ args }) => args ?? null),
    name,
  );

/** Posts news to the page, as its host would. */
export const post = (page: Page, ...news: unknown[]): Promise<void> =>
  page.evaluate((all) => all.forEach((one) => window.preview.post(one)), news);

/** Lets an item's text grow, as a model's answer does. */
export const append = (page: Page, id: string, text: string): Promise<void> =>
  post(page, { type: "changes", changes: [{ op: "append", id, field: "text", text }] });

/** Waits until the page has drawn what it was told. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise((next) => requestAnimationFrame(next));
  });

/** Waits until an area that scrolls smoothly has not moved for some frames. */
export const atRest = (area: Locator): Promise<void> =>
  area.evaluate(
    (element) =>
      new Promise((done) => {
        let last = -1;
        let still = 0;
        const look = (): void => {
          still = element.scrollTop === last ? still + 1 : 0;
          last = element.scrollTop;
          if (still === 6) done();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
