import { createHash } from "node:crypto";
import type { Expanded, McpConfig, McpLaunch } from "../core/mcp.ts";

/**
 * What a consent is given for: this command, these arguments, variables and URL. Another fingerprint
 * means that the person has to be asked again.
 * @returns undefined where the server cannot start anyway.
 */
export function fingerprint({ root, launch }: McpConfig): string | undefined {
  if (launch === undefined) return undefined;
  return createHash("sha256")
    .update(JSON.stringify([root, parts(launch)]))
    .digest("hex");
}

/** Where the value says what runs or where it goes, it counts beside the text; a token may change. */
const exact = ({ raw, value }: Expanded): unknown => [raw, value];
const texts = (entries: Readonly<Record<string, Expanded>>): unknown =>
  Object.entries(entries)
    .map(([name, { raw }]) => JSON.stringify([name, raw]))
    .toSorted((a, b) => (a < b ? -1 : 1));

const parts = (launch: McpLaunch): unknown =>
  launch.kind === "stdio"
    ? [launch.kind, exact(launch.command), launch.args.map(exact), exact(launch.cwd), texts(launch.env)]
    : [launch.kind, exact(launch.url), texts(launch.headers)];
