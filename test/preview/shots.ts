// Takes pictures of a page's preview: `node test/preview/shots.ts chat asking,empty dark,light 320,800`.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { closeBrowser, ensureBrowser, launchBrowser } from "../workbench/browser.ts";
import { outDir } from "../workbench/paths.ts";
import { buildPreview } from "./build.ts";
import { openPreview } from "./open.ts";
import { isTheme, THEMES } from "./theme.ts";

const [page = "chat", scenarios = "", themes = Object.keys(THEMES).join(), widths = "320,800,1800"] =
  process.argv.slice(2);
const target = join(outDir, "shots");

await mkdir(target, { recursive: true });
await buildPreview(page);
const browser = await launchBrowser(await ensureBrowser(() => undefined));
const context = await browser.newContext();
for (const scenario of scenarios.split(",")) {
  for (const theme of themes.split(",").filter(isTheme)) {
    for (const width of widths.split(",").map(Number)) {
      const opened = await openPreview(context, page, {
        scenario,
        theme,
        width,
        height: Number(process.env["SHOT_HEIGHT"] ?? 900),
      });
      await opened.waitForTimeout(900);
      await opened.screenshot({ path: join(target, `${page}-${scenario}-${theme}-${width}.png`) });
      await opened.close();
    }
  }
}
await closeBrowser();
