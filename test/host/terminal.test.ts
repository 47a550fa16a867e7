import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { until } from "./until.ts";

type Line = Readonly<Record<string, unknown>>;

const folder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

describe("agent-flightdeck in VS Code's terminals", function () {
  this.timeout(120_000);
  const terminals: vscode.Terminal[] = [];
  after(() => terminals.forEach((terminal) => terminal.dispose()));

  /** Types a command into a new terminal and gives what it printed, once it has ended. */
  async function type(name: string, args: string, cwd = folder()): Promise<readonly Line[]> {
    const terminal = vscode.window.createTerminal({ name, cwd });
    terminals.push(terminal);
    const [out, done] = [join(folder(), `${name}.jsonl`), join(folder(), `${name}.done`)];
    terminal.sendText(`agent-flightdeck ${args} > "${out}" 2> "${out}.err"; echo ended > "${done}"`);
    await until(`the end of ${name}`, () => exists(done), 60_000);
    const printed = await readFile(out, "utf8");
    assert.ok(printed !== "", await readFile(`${out}.err`, "utf8"));
    return printed
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  }

  it("runs an agent without another Node, and finds the window's sessions from any folder in it", async () => {
    await vscode.commands.executeCommand("flightdeck.openChat");
    const lines = await type("ran", 'run --json --model simulated --prompt "hello from the terminal"');
    const turn = lines.at(-1);
    assert.deepEqual([turn?.["type"], turn?.["status"], turn?.["simulated"]], ["turn", "done", true]);
    const below = join(folder(), "below");
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(below));
    const sessions = await type("listed", "sessions --json", below);
    assert.ok(sessions.some(({ sessionId }) => sessionId === turn?.["sessionId"]));
  });
});
