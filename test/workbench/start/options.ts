import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface StartOptions {
  /** The folder to open; without it, the working copy of the sample project. */
  readonly folder?: string;
  /** Begin with a new copy of the sample project and new user data. */
  readonly fresh: boolean;
  /** In the browser even where the desktop VS Code is installed. */
  readonly web: boolean;
  readonly port?: number;
  /** Build and copy the sample project, but open nothing. */
  readonly prepare: boolean;
}

export const usage = `Usage: npm start -- [options]

Opens VS Code with the extension loaded, on a copy of the sample project.

  --folder DIR  open this folder instead
  --fresh       begin with a new copy of the sample project and forget settings made before
  --web         in the browser, even where the desktop VS Code is installed
  --port N      the port for the browser
  --prepare     build and copy the sample project, but open nothing
  --help        this text`;

/**
 * @returns undefined if help is asked for.
 * @throws an Error for what is not understood.
 */
export function parseStartOptions(args: readonly string[]): StartOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: "string" },
      fresh: { type: "boolean", default: false },
      web: { type: "boolean", default: false },
      port: { type: "string" },
      prepare: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { fresh, web, prepare, folder, port } = values;
  return {
    fresh,
    web,
    prepare,
    ...(folder === undefined ? {} : { folder: resolve(folder) }),
    ...(port === undefined ? {} : { port: parsePort(port) }),
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`--port takes a number from 1 to 65535, not ${text}`);
}
