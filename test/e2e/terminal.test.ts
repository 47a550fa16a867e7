import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { until } from "../workbench/until.ts";
import { ensureVSCode } from "../workbench/vscode.ts";

const cliPath = resolve(import.meta.dirname, "../../dist/cli.js");

/** The part of VS Code's own `node-pty` that is used here. */
interface Pty {
  spawn(
    file: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly name: string },
  ): {
    onData(listener: (data: string) => void): void;
    onExit(listener: (end: { readonly exitCode: number }) => void): void;
    write(data: string): void;
    kill(): void;
  };
}

const CTRL_C = "\u0003";
const ESCAPE = "\u001b";

describe("agent-flightdeck run at a real terminal", () => {
  let folder: string;
  let pty: Pty;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-terminal-"));
    await mkdir(join(folder, "project"));
    const vscode = await ensureVSCode(() => undefined);
    pty = createRequire(join(vscode, "package.json"))("node-pty") as Pty;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function start(file: string, env: NodeJS.ProcessEnv = {}) {
    const { CI: _ci, ...own } = process.env;
    const prompt = `Create a file ${file} with the text hello`;
    const child = pty.spawn(process.execPath, [cliPath, "run", "--model", "simulated", "--prompt", prompt], {
      cwd: join(folder, "project"),
      env: { ...own, FLIGHTDECK_STORAGE: folder, ...env },
      name: "xterm-256color",
    });
    const state = { screen: "", exitCode: undefined as number | undefined };
    child.onData((data) => (state.screen += data));
    child.onExit(({ exitCode }) => (state.exitCode = exitCode));
    const seen = (text: string) => until(text, 30_000, () => state.screen.includes(text) || undefined);
    const ended = () => until("the end", 30_000, () => state.exitCode !== undefined || undefined);
    return { child, state, seen, ended };
  }

  const written = (file: string): Promise<string> => readFile(join(folder, "project", file), "utf8");

  it("shows a moving sign and colours, asks, and writes when it is allowed", async () => {
    const { child, state, seen, ended } = start("yes.md");
    await seen("simulated is thinking");
    await seen("[n] deny");
    assert.match(state.screen, /\+hello/);
    child.write("y\r");
    await ended();
    assert.equal(state.exitCode, 0);
    assert.equal((await written("yes.md")).trim(), "hello");
    assert.ok(state.screen.includes(`${ESCAPE}[32mdone${ESCAPE}[39m · `));
    assert.ok(
      state.screen.lastIndexOf("\u001b[?25h") > state.screen.lastIndexOf("\u001b[?25l"),
      "the cursor is back",
    );
  });

  it("tells the agent why not, without colours where nobody wants them", async () => {
    const { child, state, seen, ended } = start("no.md", { NO_COLOR: "1" });
    await seen("[n] deny");
    child.write("n\r");
    await seen("Why not?");
    child.write("not now\r");
    await ended();
    assert.match(state.screen, /✗ write_file no\.md .*not now/);
    assert.ok(["31", "32", "33", "36"].every((colour) => !state.screen.includes(`${ESCAPE}[${colour}m`)));
    await assert.rejects(stat(join(folder, "project", "no.md")));
  });

  it("stops cleanly with Ctrl-C, even while it asks", async () => {
    const { child, state, seen, ended } = start("stopped.md");
    await seen("[n] deny");
    child.write(CTRL_C);
    await ended();
    assert.equal(state.exitCode, 1);
    assert.match(state.screen, /stopped/);
    await assert.rejects(stat(join(folder, "project", "stopped.md")));
  });
});
