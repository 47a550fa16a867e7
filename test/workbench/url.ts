import { pathToFileURL } from "node:url";

/** What a workbench opens: a folder or a `.code-workspace` file; without either an empty window. */
export interface Opening {
  readonly folder?: string;
  readonly workspace?: string;
  /** What to run inside the extension host, if the server is one that runs tests. */
  readonly tests?: HostTests;
}

export interface HostTests {
  /** A CommonJS module whose `run()` is called. */
  readonly entry: string;
  /** The one extension under development, without which VS Code runs no tests. */
  readonly extension: string;
}

/** The address of a workbench on a server of this machine. All paths are absolute. */
export function workbenchUrl(port: number, token: string, opening: Opening): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set("tkn", token);
  url.searchParams.set(...target(opening));
  if (opening.tests) url.searchParams.set("payload", JSON.stringify(payload(url.host, opening.tests)));
  return url.href;
}

function payload(authority: string, { entry, extension }: HostTests): [string, string][] {
  const remote = (path: string) => `vscode-remote://${authority}${pathToFileURL(path).pathname}`;
  return [
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(entry)],
  ];
}

function target({ folder, workspace }: Opening): [string, string] {
  if (workspace !== undefined) return ["workspace", slashed(workspace)];
  return folder === undefined ? ["ew", "true"] : ["folder", slashed(folder)];
}

/** The path as the workbench wants it here: with slashes on every platform, and not escaped. */
function slashed(path: string): string {
  return decodeURIComponent(pathToFileURL(path).pathname);
}
