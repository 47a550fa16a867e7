import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import fc from "fast-check";
import type { McpConfig } from "../../../src/core/mcp.ts";
import { readMcpConfigs } from "../../../src/mcp/catalog.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { TempFolder, useTempFolder } from "../../support/tempFolder.ts";

describe("the MCP servers of a project", () => {
  const folder = useTempFolder();
  const env: Record<string, string> = { HOME: "/home/ada", TOKEN: "t0ken", REGION: "eu", COPY: "sk-our-key" };
  const read = () => readMcpConfigs(new NodeFiles([folder().path]), { env, ourKeys: ["sk-our-key"] });
  const withFile = async (text: unknown, file = ".mcp.json") => {
    await folder().write(file, typeof text === "string" ? text : JSON.stringify(text));
    return read();
  };
  const withServer = async (server: unknown): Promise<McpConfig & { readonly problem: string }> => {
    const { servers, problems } = await withFile({ mcpServers: { it: server } });
    const [config] = servers;
    assert.ok(config);
    return { ...config, problem: problems.map(({ message }) => message).join(" ") };
  };

  const problemOf = async (value: string): Promise<string> =>
    (await withServer({ command: "node", env: { X: value } })).problem;

  it("are none, without a problem, where there is no file", async () => {
    assert.deepEqual(await read(), { servers: [], problems: [] });
  });

  it("are read from both files, comments and trailing commas included; the first file wins", async () => {
    await folder().write(
      ".mcp.json",
      `{ // ours\n "mcpServers": { "files": { "command": "npx", "args": ["-y", "fs"], }, } }`,
    );
    const { servers, problems } = await withFile(
      { servers: { files: { command: "other" }, web: { type: "http", url: "https://example.org/mcp" } } },
      ".vscode/mcp.json",
    );
    assert.deepEqual(
      servers.map(({ name, launch }) => [name, launch?.kind]),
      [
        ["files", "stdio"],
        ["web", "http"],
      ],
    );
    assert.match(problems.map(({ message }) => message).join(), /already, which counts/);
  });

  it("have a broken file reported with line, column and reason", async () => {
    const { servers, problems } = await withFile(
      '{\n  "mcpServers": {\n    "a": { "command": "x" "args": [] }\n  }\n}',
    );
    assert.deepEqual(servers, []);
    assert.deepEqual(problems, [
      {
        path: folder().at(".mcp.json"),
        line: 2,
        column: 26,
        message: "This is not valid JSON: a comma is missing before this.",
      },
    ]);
  });

  it("are named one by one in what is wrong, and the good ones stay", async () => {
    const { servers, problems } = await withFile(
      `{ "mcpServers": {
        "good": { "command": "node" },
        "none": {},
        "list": { "command": "node", "args": "a b" },
        "ftp": { "url": "ftp://example.org" },
        "type": { "type": "pigeon", "command": "x" },
        "env": { "command": "node", "env": { "A": ["x"] } },
        "hidden": { "command": "node\u202e" },
        "helper": { "url": "https://example.org", "headersHelper": "get-token" },
        "box": { "command": "node", "sandboxEnabled": true },
        "good": { "command": "again" }
      } }`,
    );
    assert.deepEqual(
      servers.filter(({ launch }) => launch !== undefined).map(({ name }) => name),
      ["good"],
    );
    const reasons = Object.fromEntries(
      problems.map(({ server, line, message }) => [server, `${line}: ${message}`]),
    );
    assert.match(reasons["none"] ?? "", /^2: The server needs a command or a url/);
    assert.match(reasons["list"] ?? "", /^3: args must be a list/);
    assert.match(reasons["ftp"] ?? "", /^4: url must be an http or https URL/);
    assert.match(reasons["type"] ?? "", /^5: type must be/);
    assert.match(reasons["env"] ?? "", /^6: env.A must be a text/);
    assert.match(reasons["hidden"] ?? "", /^7: command holds control characters/);
    assert.match(reasons["helper"] ?? "", /^8: headersHelper is not supported/);
    assert.match(reasons["box"] ?? "", /^9: .*sandbox/);
    assert.match(reasons["good"] ?? "", /^10: There are two servers good/);
  });

  it("get variables in every form, and secrets are not shown", async () => {
    const { launch, problem } = await withServer({
      command: "${userHome}/bin/server",
      args: ["--region=${REGION}", "--zone=${ZONE:-one}", "${env:TOKEN}", "${workspaceFolder}/x"],
    });
    assert.equal(problem, "");
    assert.ok(launch?.kind === "stdio");
    assert.equal(launch.command.value, "/home/ada/bin/server");
    assert.deepEqual(
      launch.args.map(({ value }) => value),
      ["--region=eu", "--zone=one", "t0ken", folder().at("x")],
    );
    assert.deepEqual(
      launch.args.map(({ shown }) => shown),
      ["--region=eu", "--zone=one", "${env:TOKEN}", folder().at("x")],
    );
    assert.deepEqual(
      launch.args.flatMap(({ variables }) => variables),
      ["REGION", "ZONE", "TOKEN"],
    );
  });

  it("are not started without a variable that is not set, an input, or with a key of ours", async () => {
    assert.match(await problemOf("${MISSING}"), /variable MISSING is not set/);
    assert.match(await problemOf("${input:token}"), /asks for an input, which is not supported/);
    assert.match(await problemOf("${ANTHROPIC_API_KEY}"), /not given to servers/);
    assert.match(await problemOf("${COPY}"), /holds the key/);
    assert.match(await problemOf("${config:editor.fontSize}"), /is not supported/);
  });

  it("take an envFile of the folder, and none outside of it", async () => {
    await folder().write("local.env", "A=1\nB='two words'\n");
    const { launch } = await withServer({ command: "node", envFile: "${workspaceFolder}/local.env" });
    assert.ok(launch?.kind === "stdio");
    assert.deepEqual([launch.env["A"]?.value, launch.env["B"]?.value], ["1", "two words"]);
    assert.doesNotMatch(launch.env["B"]?.shown ?? "", /two words/);
    const outside = await TempFolder.create({ "secrets.env": "A=1" });
    await symlink(outside.at("secrets.env"), folder().at("link.env"));
    assert.match(
      (await withServer({ command: "node", envFile: "link.env" })).problem,
      /link to a file outside/,
    );
    await outside.remove();
  });

  it("never break the reader, whatever the file holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((json) => `{"mcpServers":{"a":${json}}}`),
        ),
        async (text) => {
          const { servers, problems } = await withFile(text);
          assert.ok(servers.every(({ launch }) => launch !== undefined) || problems.length > 0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
