import { readFileSync, writeFileSync } from "node:fs";
import type { SettingSpec } from "../../src/core/settingKinds.ts";
import { SETTINGS } from "../../src/core/settings.ts";

/** The manifest's settings, derived from the one table. */
export function settingsProperties(): Readonly<Record<string, unknown>> {
  const entries = Object.entries(SETTINGS).map(([name, entry], order) => {
    const spec: SettingSpec<unknown> = entry;
    const { schema, default: value, scope, description } = spec;
    return [
      `flightdeck.${name}`,
      { ...schema, default: value, scope, order, markdownDescription: description },
    ];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Writes them into package.json: `node test/support/writeManifest.ts`. */
if (import.meta.main) {
  const path = new URL("../../package.json", import.meta.url);
  const manifest = JSON.parse(readFileSync(path, "utf8")) as {
    contributes: { configuration: { properties: unknown } };
  };
  manifest.contributes.configuration.properties = settingsProperties();
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
