import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export type UserSettings = Readonly<Record<string, unknown>>;

/** Against whatever would ask, greet, look something up elsewhere or take room. */
export const quietSettings: UserSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true, // VS Code's own; `vscode.lm` works all the same
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
};

/**
 * Merges settings into those of a server's user. A workbench on a server takes settings of scope
 * `machine` from one file and all others from another, so each gets them all. Open windows follow.
 */
export async function writeUserSettings(dataDir: string, settings: UserSettings): Promise<void> {
  await Promise.all(
    ["User", "Machine"].map(async (scope) => {
      const file = join(dataDir, "data", scope, "settings.json");
      await mkdir(dirname(file), { recursive: true });
      const merged = { ...(await readSettings(file)), ...settings };
      await writeFile(`${file}.new`, JSON.stringify(merged, undefined, 2));
      await rename(`${file}.new`, file); // a window must never read half a file
    }),
  );
}

async function readSettings(file: string): Promise<UserSettings> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  return JSON.parse(text) as UserSettings;
}
