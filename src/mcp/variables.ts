import { basename } from "node:path";
import type { Expanded } from "../core/mcp.ts";

/** What `${…}` in a server's configuration can stand for. */
export interface Variables {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  /** Keys of ours, whatever variable they stand in. */
  readonly ourKeys: readonly string[];
}

/** A `${…}` cannot be filled in; the message says why and what to do. */
export class VariableError extends Error {
  override readonly name = "VariableError";
}

const PLACE = /\$\{([^}]*)\}/g;
const OURS = /^(?:ANTHROPIC|FLIGHTDECK)_/i;
/** A value under such a name is not shown. */
const SECRET = /KEY|TOKEN|SECRET|PASS|PWD|AUTH|CREDENTIAL|COOKIE/i;

/**
 * Fills in `${NAME}`, `${NAME:-default}` (as in `.mcp.json`), `${env:NAME}`, `${workspaceFolder}`,
 * `${workspaceFolderBasename}` and `${userHome}` (as in `.vscode/mcp.json`).
 * @throws VariableError
 */
export function expand(raw: string, variables: Variables): Expanded {
  const used = new Set<string>();
  const fill = (show: boolean): string =>
    raw.replace(PLACE, (place, body: string) => {
      const { value, name } = resolve(body, variables);
      if (name === undefined) return value;
      used.add(name);
      return show && SECRET.test(name) ? place : value;
    });
  return { raw, value: fill(false), shown: fill(true), variables: [...used] };
}

interface Resolved {
  readonly value: string;
  /** The environment variable that it came from. */
  readonly name?: string;
}

function resolve(body: string, { env, root, ourKeys }: Variables): Resolved {
  if (body === "workspaceFolder") return { value: root };
  if (body === "workspaceFolderBasename") return { value: basename(root) };
  if (body === "userHome") return { value: env["HOME"] ?? env["USERPROFILE"] ?? "" };
  if (body.startsWith("input:"))
    throw new VariableError(
      `\${${body}} asks for an input, which is not supported. Put the value into an environment variable and write \${${body.slice(6)}}.`,
    );
  const [, name, fallback] = /^(?:env:)?([A-Za-z_]\w*)(?::-(.*))?$/s.exec(body) ?? [];
  if (name === undefined) throw new VariableError(`\${${body}} is not supported.`);
  if (OURS.test(name)) throw new VariableError(`${name} is not given to servers: it belongs to the agent.`);
  const value = env[name] || fallback;
  if (value === undefined)
    throw new VariableError(
      `The environment variable ${name} is not set. Set it before VS Code starts, or write \${${name}:-default}.`,
    );
  if (ourKeys.some((key) => value.includes(key)))
    throw new VariableError(`${name} holds the key of the agent's model, which is not given to servers.`);
  return { value, name };
}
