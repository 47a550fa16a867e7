import { isAbsolute, join } from "node:path";
import { parseEnv } from "node:util";
import type { McpConfig, McpProblem } from "../core/mcp.ts";
import type { Files } from "../core/ports.ts";
import { readProjectFile } from "../core/projectFile.ts";
import { parseConfigFile, type ConfigSource, type ParsedConfig } from "./configFile.ts";
import type { Variables } from "./variables.ts";

/** Where servers are named, first the file that wins where two name the same. */
const MCP_FILES = [
  { file: ".mcp.json", field: "mcpServers" },
  { file: ".vscode/mcp.json", field: "servers" },
] as const;

const LARGEST_FILE = 1 << 20;

/** The servers of all open folders. A file that cannot be used is a problem, not an error. */
export async function readMcpConfigs(
  files: Files,
  variables: Omit<Variables, "root">,
): Promise<ParsedConfig> {
  const parsed = await Promise.all(
    files.roots.flatMap((root) =>
      MCP_FILES.map(({ file, field }) =>
        readConfig(files, { path: join(root, file), field, variables: { ...variables, root } }),
      ),
    ),
  );
  const problems: McpProblem[] = parsed.flatMap((each) => each.problems);
  const servers = new Map<string, McpConfig>();
  for (const config of parsed.flatMap((each) => each.servers)) {
    const first = servers.get(config.name);
    if (first === undefined) servers.set(config.name, config);
    else
      problems.push({
        ...config.place,
        server: config.name,
        message: `There is a server ${first.name} in ${first.place.path} already, which counts.`,
      });
  }
  return { servers: [...servers.values()], problems };
}

async function readConfig(files: Files, source: Omit<ConfigSource, "readEnvFile">): Promise<ParsedConfig> {
  const { root } = source.variables;
  const read = (path: string): Promise<string | undefined> =>
    readProjectFile(files, root, path, LARGEST_FILE);
  const readEnvFile = async (given: string): Promise<Record<string, string>> => {
    const path = isAbsolute(given) ? given : join(root, given);
    const text = await read(path);
    if (text === undefined) throw new Error("it does not exist");
    return parseEnv(text) as Record<string, string>;
  };
  try {
    const text = await read(source.path);
    if (text === undefined) return { servers: [], problems: [] };
    return await parseConfigFile(text.replace(/^\uFEFF/, ""), { ...source, readEnvFile });
  } catch (error) {
    const message = `The file cannot be used: ${(error as Error).message}.`;
    return { servers: [], problems: [{ path: source.path, line: 0, column: 0, message }] };
  }
}
