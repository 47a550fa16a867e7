import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";

/** Tests run in the project; those in VS Code say where the packages lie. */
const PACKAGES = resolve("node_modules");

const program = (packages: string, name: string, ...args: readonly string[]) => ({
  command: process.execPath,
  args: [join(packages, "@modelcontextprotocol", name, "dist/index.js"), ...args],
});

/** The real servers from npm, as a configuration names them. */
export const everythingServer = (packages = PACKAGES) => program(packages, "server-everything");
export const EVERYTHING = everythingServer();
export const filesystemServer = (folder: string) => program(PACKAGES, "server-filesystem", folder);

/** The same program, which begins only when a file appears. */
export function onceThereIs(gate: string, { command, args }: ReturnType<typeof program>) {
  const wait = `import { existsSync } from "node:fs";
    while (!existsSync(${JSON.stringify(gate)})) await new Promise((next) => setTimeout(next, 20));`;
  return { command, args: ["--import", `data:text/javascript,${encodeURIComponent(wait)}`, ...args] };
}

/** The `everything` server over streamable HTTP (`/mcp`) or the older event stream (`/sse`). */
export async function everythingOverHttp(
  transport: "streamableHttp" | "sse" = "streamableHttp",
  packages = PACKAGES,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const { command, args } = everythingServer(packages);
  const child = spawn(command, [...args, transport], {
    env: { PATH: process.env["PATH"], PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  await new Promise<void>((started, failed) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (/listening|running on port/i.test(said)) started();
    });
    child.once("exit", () => failed(new Error(`the server ended: ${said}`)));
  });
  return {
    url: `http://127.0.0.1:${port}/${transport === "sse" ? "sse" : "mcp"}`,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/**
 * A server of few words for what no real one does: each request is answered by `reply(message, send)`,
 * given as the source of a function body. It knows `initialize` and `tools/list` with one tool `do`.
 */
export const oddServer = (onCall: string, { onStart = "" } = {}) => ({
  command: process.execPath,
  args: [
    "-e",
    `const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
let tools = [{ name: "do", description: "Does it", inputSchema: { type: "object" } }];
${onStart}
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === "initialize")
    send({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: { listChanged: true } }, serverInfo: { name: "odd", version: "1" } } });
  if (method === "tools/list") send({ id, result: { tools } });
  if (method === "ping") send({ id, result: {} });
  if (method === "tools/call") { ${onCall} }
});`,
  ],
});
