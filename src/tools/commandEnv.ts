/** Ours, the provider's, and what ties a process to the editor that it was started in. */
const DROPPED = /^(?:ANTHROPIC|CLAUDE|FLIGHTDECK|VSCODE|ELECTRON)_/i;

/** Names whose value is a secret. `PWD`, `MAX_TOKENS` and `SSH_AUTH_SOCK` are none. */
const SECRET =
  /PASSW|PASSPHRASE|SECRET|CREDENTIAL|(?:^|_)(?:API_?KEYS?|ACCESS_?KEY|PRIVATE_?KEY|(?:AUTH)?TOKEN|COOKIE)\d*(?:_|$)|_(?:KEY|PASS|PWD|AUTH)$/i;

/** Nobody answers a prompt and nobody pages through output. */
const UNATTENDED = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_PAGER: "cat",
  PAGER: "cat",
  NO_COLOR: "1",
  TERM: "dumb",
};

/**
 * The environment of an agent's command: ours without keys of any kind, by the names of the variables.
 * Kept on purpose: `SSH_AUTH_SOCK` and proxies, which `git` and package managers need, and values that
 * may hold a password under another name, such as `DATABASE_URL`, which a project's tests need.
 */
export function commandEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !DROPPED.test(entry[0]) && !SECRET.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), ...UNATTENDED };
}
