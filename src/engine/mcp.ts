import type { Ports } from "../core/ports.ts";
import { ms } from "../core/units.ts";
import { McpServers } from "../mcp/servers.ts";
import type { Credentials } from "./credentials.ts";

/** The project's MCP servers over the engine's ports. The SDK is loaded when the first of them starts. */
export function mcpServers(ports: Ports, credentials: Credentials): McpServers {
  const { files, storage, clock, places, env, settings, programs, platform, fetch, allowMcp } = ports;
  return new McpServers({
    files,
    storage,
    clock,
    home: places.home,
    env,
    ourKeys: () => credentials.held,
    startLimit: () => ms(settings.current["mcp.startTimeout"] * 1_000),
    callLimit: () => ms(settings.current["mcp.callTimeout"] * 1_000),
    async connect(options) {
      const { connectWithSdk } = await import("../mcp/sdkConnection.ts");
      return connectWithSdk(options, { programs, fetch, env, version: platform.version, clock });
    },
    ...(allowMcp && { allow: allowMcp }),
  });
}
