import type { Clock, Files, Processes, SettingsSource } from "../core/ports.ts";
import type { ReadLog } from "./readLog.ts";

/** What the built-in tools stand on. */
export interface ToolPorts {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly settings: Pick<SettingsSource, "current">;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: { readonly os: string };
  /** What tells a program that is started now where to send its spans; nothing where nobody receives them. */
  readonly spanTarget?: () => Readonly<Record<string, string>>;
}

/** What the tools of one session share. */
export interface ToolSession extends ToolPorts {
  readonly reads: ReadLog;
}

/** A field of an input that is not validated yet, for a title. */
export function field(input: unknown, name: string): string | undefined {
  const value = typeof input === "object" && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
