import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { outDir } from "../workbench/paths.ts";
import type { Theme } from "./theme.ts";

export interface PreviewOptions {
  readonly scenario?: string;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
}

/** Where a built preview lies. */
export function previewUrl(name: string, { scenario, theme }: PreviewOptions): string {
  const url = pathToFileURL(join(outDir, "preview", `${name}.html`));
  if (scenario !== undefined) url.searchParams.set("scenario", scenario);
  if (theme !== undefined) url.searchParams.set("theme", theme);
  return url.href;
}

/** Opens a built preview in a tab of its own. */
export async function openPreview(
  context: BrowserContext,
  name: string,
  options: PreviewOptions = {},
): Promise<Page> {
  const { width = 800, height = 900 } = options;
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.goto(previewUrl(name, options));
  return page;
}
