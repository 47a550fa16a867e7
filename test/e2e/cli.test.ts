import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { LLMock } from "@copilotkit/aimock";
import { apiServer } from "../support/apiServer.ts";
import { FakeAnthropic } from "../support/fakeAnthropic/index.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");
const cliPath = join(root, "dist/cli.js");

type Line = Readonly<Record<string, unknown>>;

/** The Node that the person installed: PATH without what npm puts in front of it. */
const systemPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);

const word = (): string => randomBytes(4).toString("hex");

describe("the built command line, as a program of its own", () => {
  let folder: string;
  let home: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-cli-"));
    home = join(folder, "home");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}, node = process.execPath) {
    const { stdout, stderr } = await run(node, [cliPath, ...args, "--storage", home], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...env },
      maxBuffer: 64 << 20,
    });
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    return { stdout, stderr, lines: lines.map((line) => JSON.parse(line) as Line) };
  }

  it("starts on the system's own Node", async () => {
    const { stdout: node } = await run(process.platform === "win32" ? "where" : "which", ["node"], {
      env: { PATH: systemPath },
    });
    const path = node.split("\n")[0]?.trim() ?? "";
    const { stdout: version } = await run(path, ["--version"]);
    assert.ok(Number(/^v(\d+)/.exec(version)?.[1]) >= 20, `the system has Node ${version}`);
    const { stdout } = await cli(["budget", "--json"], {}, path);
    assert.equal((JSON.parse(stdout) as Line)["spentNanoUsd"], 0);
  });

  it("finds three facts that are planted in a tree of random names, by really reading it", async () => {
    const [vault, port, captain] = [
      `${word()}-ALPHA`,
      20_000 + Math.floor(Math.random() * 9_999),
      `Cap-${word()}`,
    ];
    const tree = join(folder, "tree");
    const place = (extension: string): string => join(tree, word(), `${word()}.${extension}`);
    const facts = {
      [place("md")]: `# Notes\n\nThe vault code is ${vault}.\n`,
      [place("toml")]: `[server]\nharbour_port = ${port}\n`,
      [place("py")]: `"""Crew."""\n\nCAPTAIN_NAME = "${captain}"\n`,
    };
    for (let i = 0; i < 20; i++) facts[place("txt")] = `${word()} ${word()}\nnothing to see\n`;
    for (const [path, text] of Object.entries(facts)) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const question = "What is the vault code, which harbour port is set and what is the captain name?";
    const { lines } = await cli([
      "run",
      "--json",
      "--model",
      "simulated",
      "--workspace",
      tree,
      "--prompt",
      question,
    ]);
    const turn = lines.at(-1);
    assert.equal(turn?.["type"], "turn");
    assert.equal(turn["status"], "done");
    assert.equal(turn["simulated"], true);
    for (const fact of [vault, String(port), captain]) assert.ok(String(turn["text"]).includes(fact), fact);

    const reads = lines.filter(({ type, name }) => type === "tool" && name === "read_file");
    assert.ok(reads.length >= 1);
    for (const { input, result } of reads) {
      const disk = await readFile(join(tree, String((input as Line)["path"])), "utf8");
      assert.equal(result, disk, "a result of read_file is what the disk holds");
    }
    const files = await listFiles(tree);
    const listed = lines.find(({ type, name }) => type === "tool" && name === "list_files");
    for (const file of files) assert.ok(String(listed?.["result"]).includes(file), file);

    const { stdout } = await cli(["trace", "show", String(turn["sessionId"]), "--workspace", tree]);
    assert.match(stdout, /^invoke_agent assistant {2}/);
    assert.match(stdout, /^ {2}chat simulated {2}/m);
    assert.match(stdout, /^ {4}attempt 1 {2}/m);
    assert.match(stdout, /^ {2}execute_tool read_file {2}/m);
  });

  it("streams, calls tools and finishes against a third party's Anthropic server", async () => {
    const project = join(folder, "project");
    await mkdir(project);
    await writeFile(join(project, "facts.txt"), "The bridge opens at noon.\n");
    const mock = new LLMock({ port: 0 });
    mock.on(
      { userMessage: "When does the bridge open?", hasToolResult: false },
      { toolCalls: [{ name: "read_file", arguments: JSON.stringify({ path: "facts.txt" }) }] },
    );
    mock.on(
      { userMessage: "When does the bridge open?", hasToolResult: true },
      { content: "The bridge opens at noon, says facts.txt." },
    );
    await mock.start();
    try {
      const { lines } = await cli(
        [
          "run",
          "--json",
          "--model",
          "claude-sonnet-5-5",
          "--workspace",
          project,
          "--prompt",
          "When does the bridge open?",
        ],
        { ANTHROPIC_BASE_URL: mock.url, ANTHROPIC_API_KEY: "not-a-real-key" },
      );
      const tool = lines.find(({ type }) => type === "tool");
      assert.equal(tool?.["result"], "The bridge opens at noon.\n");
      const streamed = lines.filter(({ type }) => type === "text");
      assert.ok(streamed.length > 1, "the text came in pieces");
      assert.equal(streamed.map(({ text }) => text).join(""), "The bridge opens at noon, says facts.txt.");
      assert.equal(lines.at(-1)?.["status"], "done");
    } finally {
      await mock.stop();
    }
  });

  it("prints one usage record per billed attempt, which the ledger agrees with", async () => {
    const tree = join(folder, "tree");
    const { lines } = await cli(["usage", "--json", "--workspace", tree]);
    assert.ok(lines.length >= 2);
    const ledgers = join(home, "ledger-simulated");
    const month = (await readdir(ledgers)).find((name) => name.endsWith(".jsonl")) ?? "";
    const settled = new Map(
      (await readFile(join(ledgers, month), "utf8"))
        .split("\n")
        .filter((line) => line.includes('"settle"'))
        .map((line) => JSON.parse(line) as Line)
        .map(({ id, amount }) => [id, amount] as const),
    );
    for (const { requestId, costNanoUsd } of lines) assert.equal(settled.get(requestId), costNanoUsd);
  });

  it("lists the sessions of the workspace", async () => {
    const { lines } = await cli(["sessions", "--json", "--workspace", join(folder, "tree")]);
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.["status"], "done");
  });

  it("reaches a server of a company's own authority, whose certificate NODE_EXTRA_CA_CERTS names", async () => {
    const tls = join(root, "test/fixtures/tls");
    const certificate = join(tls, "certificate.pem");
    const identity = {
      key: await readFile(join(tls, "key.pem"), "utf8"),
      cert: await readFile(certificate, "utf8"),
    };
    const server = await apiServer(new FakeAnthropic().handler, identity);
    const args = ["run", "--json", "--prompt", "Go", "--model", "claude-sonnet-5-5"];
    const env = { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: "test-key" };
    const known = await cli(args, { ...env, NODE_EXTRA_CA_CERTS: certificate });
    assert.deepEqual([known.lines.at(-1)?.["status"], known.lines.at(-1)?.["text"]], ["done", "Done."]);
    const failed = await cli(args, env).catch((error: { stdout: string }) => error);
    assert.match(failed.stdout, /"failure":"network".*certificate/);
    assert.match(failed.stdout, /"costNanoUsd":0/);
    await server.close();
  });
});

async function listFiles(tree: string): Promise<readonly string[]> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
