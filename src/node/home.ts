import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The per-user home: `FLIGHTDECK_STORAGE`, else the platform's folder for state. */
export function homeFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const explicit = env["FLIGHTDECK_STORAGE"];
  if (explicit) return resolve(explicit);
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "agent-flightdeck");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", "agent-flightdeck");
  // A relative XDG folder is to be ignored, as its specification says.
  const state = env["XDG_STATE_HOME"] ?? "";
  return join(isAbsolute(state) ? state : join(homedir(), ".local", "state"), "agent-flightdeck");
}
