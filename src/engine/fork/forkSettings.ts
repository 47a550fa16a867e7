import { FlightdeckError } from "../../core/failure.ts";
import type { SessionHeader } from "../../core/lines.ts";
import type { SettingsSource } from "../../core/ports.ts";
import { SettingError, type SettingSpec } from "../../core/settingKinds.ts";
import { SETTINGS, type SettingName, type Settings } from "../../core/settings.ts";

/** Settings that a fork may have of its own: limits of a run, nothing that grants or spends more by itself. */
const FORK_SETTINGS = [
  "maxTokens",
  "maxIterations",
  "turnTimeout",
  "loops.nudgeAfter",
  "loops.stopAfter",
  "loops.noProgress",
  "tools.mistakes",
  "tools.stormErrors",
  "tools.breakerErrors",
  "tools.breakerPause",
  "context.maxTokens",
  "context.summary",
  "retry.maxAttempts",
  "retry.maxWait",
] as const satisfies readonly SettingName[];

const NAMES: ReadonlySet<string> = new Set(FORK_SETTINGS);

/** The values as the settings' table has them. @throws FlightdeckError for a name or value that is none. */
export function checkedSettings(values: Readonly<Record<string, unknown>>): Partial<Settings> {
  const entries = Object.entries(values).map(([name, value]) => {
    if (!NAMES.has(name))
      throw new FlightdeckError("invalid_request", `A fork cannot change the setting ${name}.`, {
        advice: `It can change ${FORK_SETTINGS.join(", ")}.`,
      });
    const spec: SettingSpec<unknown> = SETTINGS[name as SettingName];
    try {
      return [name, spec.parse(value)];
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      throw new FlightdeckError("invalid_request", `${name} ${error.message}.`, { cause: error });
    }
  });
  return Object.fromEntries(entries) as Partial<Settings>;
}

/** The person's settings, with those in their place that a fork began with. */
export function settingsOf(source: SettingsSource, header: SessionHeader | undefined): SettingsSource {
  const own = header?.fork?.settings;
  if (own === undefined) return source;
  let checked: Partial<Settings> = {};
  try {
    checked = checkedSettings(own);
  } catch {
    // Of a version that knew other settings: the person's own hold.
  }
  return {
    get current() {
      return { ...source.current, ...checked };
    },
    onChange: (listener) => source.onChange(listener),
  };
}
