import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { collectOutput, runGuarded, spawnGuarded } from "../../workbench/guarded.ts";
import { descendants, listProcesses } from "../../workbench/processes.ts";
import { until } from "../../workbench/until.ts";

const idle = "setInterval(() => {}, 1e6)";
// Starts a grandchild in a session of its own, which a signal to the process group would miss.
const family = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", ${JSON.stringify(idle)}], { detached: true, stdio: "ignore" });
  console.log("pids", process.pid, child.pid);
  ${idle}`;

async function pidsIn(output: () => string): Promise<number[]> {
  return until("the processes", 20_000, () => /pids (\d+) (\d+)\n/.exec(output())?.slice(1).map(Number));
}

async function noneOf(pids: readonly number[]): Promise<boolean> {
  return !(await listProcesses()).some(({ pid }) => pids.includes(pid));
}

describe("a guarded command", () => {
  it("gives its exit code and what it printed on both streams", async () => {
    const script = `console.log("out"); console.error("err"); process.exitCode = 3`;
    const { code, printed } = await runGuarded(process.execPath, ["-e", script]);
    assert.equal(code, 3);
    assert.match(printed, /out/);
    assert.match(printed, /err/);
  });

  it("says so when there is no such program", async () => {
    assert.equal((await runGuarded("no-such-program", [])).code, 127);
  });

  it("ends with everything it started, and its folder goes too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "flightdeck-unit-"));
    const guarded = spawnGuarded(process.execPath, ["-e", family], { output: "pipe", remove: [folder] });
    const pids = await pidsIn(collectOutput(guarded));
    await guarded.stop();
    assert.ok(await until("the end of all processes", 20_000, () => noneOf(pids)));
    assert.ok(!existsSync(folder));
  });

  it("ends when the process that asked for it is killed", async () => {
    const module = pathToFileURL(join(import.meta.dirname, "../../workbench/guarded.ts")).href;
    const asker = spawn(process.execPath, [
      "--input-type=module",
      "-e",
      `import { spawnGuarded } from ${JSON.stringify(module)};
       spawnGuarded(process.execPath, ["-e", ${JSON.stringify(family)}], { output: "inherit" });`,
    ]);
    let printed = "";
    asker.stdout.on("data", (chunk) => (printed += String(chunk)));
    const pids = await pidsIn(() => printed);
    asker.kill("SIGKILL");
    assert.ok(await until("the end of all processes", 20_000, () => noneOf(pids)));
  });
});

describe("the processes below one", () => {
  it("are its children and theirs, and none twice", () => {
    const all = [
      { pid: 1, parent: 0, command: "init" },
      { pid: 2, parent: 1, command: "root" },
      { pid: 3, parent: 2, command: "child" },
      { pid: 4, parent: 3, command: "grandchild" },
      { pid: 5, parent: 1, command: "other" },
    ];
    assert.deepEqual(
      descendants(all, 2).map(({ command }) => command),
      ["child", "grandchild"],
    );
  });
});
