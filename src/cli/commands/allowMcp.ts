import type { Engine } from "../../engine.ts";
import { UsageError, type Io } from "../io.ts";

/** @throws UsageError for a name that no configuration file has, or whose server cannot start. */
export async function checkMcpNames(engine: Engine, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { servers, problems } = await engine.mcp.view();
  for (const name of names) {
    const found = servers.find(({ config }) => config.name === name);
    if (found?.state.state === "unusable")
      throw new UsageError(`The MCP server ${name} cannot start: ${found.state.reason}`);
    if (found !== undefined) continue;
    const broken = problems.find(({ server }) => server === undefined);
    if (broken !== undefined) throw new UsageError(`${broken.path}:${broken.line + 1}: ${broken.message}`);
    const known = servers.map(({ config }) => config.name).join(", ");
    throw new UsageError(`There is no MCP server ${name}. Known are: ${known || "none"}.`);
  }
}

/** Says which of the allowed servers did not run, and what they wrote. */
export async function reportMcp(engine: Engine, names: readonly string[], io: Io): Promise<void> {
  if (names.length === 0) return;
  const { servers } = await engine.mcp.view();
  for (const { config, state } of servers) {
    if (!names.includes(config.name) || state.state !== "failed") continue;
    const wrote = state.stderr === "" ? "" : `\n${state.stderr.slice(-1_000)}`;
    io.err(`The MCP server ${config.name} failed: ${state.reason}${wrote}\n`);
  }
}
