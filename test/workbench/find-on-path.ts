import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The places where PATH would find a program, first come first served; on Windows with its endings. */
export function placesOnPath(name: string, env: NodeJS.ProcessEnv, platform = process.platform): string[] {
  const endings = platform === "win32" ? [".cmd", ".exe"] : [""];
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending)));
}

export function findOnPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return placesOnPath(name, env).find((place) => existsSync(place));
}
