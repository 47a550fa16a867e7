import type { Expanded } from "../core/mcp.ts";

/** What a program needs to run at all; everything else has to be named in the server's configuration. */
const NEEDED = new Set(
  "PATH HOME USER LOGNAME SHELL TERM LANG LC_ALL LC_CTYPE TMPDIR TZ APPDATA COMSPEC HOMEDRIVE HOMEPATH LOCALAPPDATA PATHEXT PROCESSOR_ARCHITECTURE PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 SYSTEMDRIVE SYSTEMROOT TEMP TMP USERNAME USERPROFILE WINDIR".split(
    " ",
  ),
);

/** The environment of a server: a few variables of ours that hold no secret, and those that it names. */
export function serverEnv(
  ours: Readonly<Record<string, string | undefined>>,
  named: Readonly<Record<string, Expanded>>,
): Record<string, string> {
  const kept = Object.entries(ours).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && NEEDED.has(entry[0].toUpperCase()),
  );
  const given = Object.entries(named).map(([name, { value }]) => [name, value] as const);
  return Object.fromEntries([...kept, ...given]);
}
