import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SettingsSource } from "../core/ports.ts";
import { resolveSettings, type SettingName } from "../core/settings.ts";
import { UsageError, type Io } from "./io.ts";
import type { SettingOverrides } from "./runLimits.ts";

/** Environment variables that stand for a setting, with how their text is read. */
const VARIABLES: Partial<Record<SettingName, string>> = {
  "budget.daily": "FLIGHTDECK_BUDGET_DAILY",
  "budget.monthly": "FLIGHTDECK_BUDGET_MONTHLY",
};

/**
 * Settings of the command line: the run's own options, environment variables, else `settings.json` in the home, whose keys
 * are those of VS Code's settings (`flightdeck.budget.daily`).
 * @throws UsageError for a value that cannot be used: a wrong cap must not become the default one.
 */
export function cliSettings(
  io: Pick<Io, "env">,
  home: string,
  overrides: SettingOverrides = {},
): SettingsSource {
  const file = readSettingsFile(join(home, "settings.json"));
  const { settings, problems } = resolveSettings((name) => {
    const variable = VARIABLES[name];
    const text = variable && io.env[variable];
    const user = overrides[name] ?? (text ? parseVariable(text) : file[`flightdeck.${name}`]);
    return user === undefined ? {} : { user };
  });
  if (problems.length > 0) throw new UsageError(problems.map(({ message }) => message).join("; "));
  return { current: settings, onChange: () => ({ dispose: () => undefined }) };
}

function parseVariable(text: string): unknown {
  if (text === "none") return null;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}

function readSettingsFile(path: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new UsageError(`${path} cannot be used: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`${path} must hold an object of settings.`);
  return value as Record<string, unknown>;
}
