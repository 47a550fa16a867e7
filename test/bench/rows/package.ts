import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { packageExtension } from "../../workbench/package.ts";
import type { Figure } from "../figure.ts";
import { buildRelease } from "../release.ts";
import { withScratch } from "../scratch.ts";

/** What a person downloads. */
export const measure = (): Promise<readonly Figure[]> =>
  withScratch(async (folder) => {
    const release = join(folder, "release");
    const vsix = join(folder, "agent-flightdeck.vsix");
    await buildRelease(release);
    await packageExtension(release, vsix);
    return [
      {
        name: "the .vsix",
        unit: "MB",
        value: (await stat(vsix)).size / 1e6,
        baseline: { name: "dist and media, unpacked", value: (await unpacked(release)) / 1e6 },
        target: { of: "value", limit: "at most", amount: 5 },
      },
    ];
  });

async function unpacked(release: string): Promise<number> {
  let bytes = 0;
  for (const folder of ["dist", "media"]) {
    const entries = await readdir(join(release, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
    }
  }
  return bytes;
}
