import { SettingError, type SettingSpec } from "./settingKinds.ts";
import { SETTINGS, type SettingName, type Settings } from "./settings.ts";

/** A setting whose value was not usable; its default holds instead. */
export interface SettingProblem {
  readonly name: SettingName;
  readonly message: string;
}

/** The values that a source holds for one setting. */
export interface SettingValues {
  readonly user?: unknown;
  readonly workspace?: unknown;
}

/**
 * Effective settings from what the user and the workspace say. A value that is not usable is
 * reported and left out; a workspace's value counts only where the setting's scope allows it.
 */
export function resolveSettings(values: (name: SettingName) => SettingValues): {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const entries = Object.entries(SETTINGS).map(([key, entry]) => {
    const name = key as SettingName;
    // Each parses unknown to its own type, which goes back in under its own name.
    const spec: SettingSpec<unknown> = entry;
    const read = (value: unknown): unknown => {
      if (value === undefined) return undefined;
      try {
        return spec.parse(value);
      } catch (error) {
        if (!(error instanceof SettingError)) throw error;
        problems.push({ name, message: `flightdeck.${name} ${error.message}` });
        return undefined;
      }
    };
    const given = values(name);
    const chosen = read(given.user);
    // Null is a choice: no cap.
    const user = chosen === undefined ? spec.default : chosen;
    const workspace = spec.scope === "machine" ? undefined : read(given.workspace);
    if (workspace === undefined) return [name, user];
    return [name, spec.tighten ? spec.tighten(user, workspace) : workspace];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}

export const DEFAULT_SETTINGS: Settings = resolveSettings(() => ({})).settings;
