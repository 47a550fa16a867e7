import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import type { CommandResult } from "../../../src/core/ports.ts";
import { ms } from "../../../src/core/units.ts";
import { nodeProcesses } from "../../../src/node/processes.ts";

interface Options {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly onOutput?: (all: string) => void;
}

async function run(command: string, options: Options = {}): Promise<CommandResult & { output: string }> {
  let output = "";
  const result = await nodeProcesses.run({
    command,
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"] ?? "" },
    timeout: ms(options.timeout ?? 9_000),
    signal: options.signal ?? new AbortController().signal,
    output: (text) => {
      output += text;
      options.onOutput?.(output);
    },
  });
  return { ...result, output };
}

const script = (code: string): string => `"${process.execPath}" -e '${code}'`;

/** Gone, or a zombie that only waits for its parent to notice. */
function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  if (process.platform !== "linux") return false;
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

async function allDead(output: string, count: number): Promise<void> {
  const pids = (output.match(/^\d+$/gm) ?? []).map(Number);
  assert.equal(pids.length, count);
  while (!pids.every(isDead)) await turn();
}

/** A child, its own child, and one that shrugs off the polite signal; each prints its number. */
const FAMILY =
  "sleep 300 & echo $!; sh -c 'sleep 300 & echo $!; wait' & sh -c 'trap : TERM; echo $$; while :; do sleep 300; done' & wait";

const onPosix = process.platform === "win32" ? () => undefined : describe;

onPosix("a command's processes", () => {
  it("give exit code or signal, and both outputs", async () => {
    assert.deepEqual(await run("echo a; echo b >&2; exit 4"), {
      exitCode: 4,
      timedOut: false,
      output: "a\nb\n",
    });
    assert.deepEqual(await run("kill -9 $$"), { signal: "SIGKILL", timedOut: false, output: "" });
  });

  it("have no standard input to wait for", async () => {
    assert.deepEqual(await run("cat; echo done"), { exitCode: 0, timedOut: false, output: "done\n" });
  });

  it("are decoded as UTF-8 across the borders of chunks", async () => {
    const euro =
      "const b = Buffer.from(`€`); process.stdout.write(b.subarray(0, 1)); setTimeout(() => process.stdout.write(b.subarray(1)), 30)";
    assert.equal((await run(script(euro))).output, "€");
  });

  it("die with their children when the time is over", async () => {
    const result = await run(FAMILY, { timeout: 300 });
    assert.equal(result.timedOut, true);
    assert.equal(result.exitCode, undefined);
    await allDead(result.output, 3);
  });

  it("die with their children when they are cancelled", async () => {
    const stop = new AbortController();
    const onOutput = (all: string): void => {
      if (all.split("\n").length > 3) stop.abort();
    };
    const result = await run(FAMILY, { signal: stop.signal, onOutput });
    assert.equal(result.timedOut, false);
    await allDead(result.output, 3);
  });

  it("die even if they ignore that they are asked to", async () => {
    const result = await run("trap : TERM; echo $$; while :; do sleep 0.1; done", { timeout: 200 });
    assert.deepEqual([result.timedOut, result.signal], [true, "SIGKILL"]);
    await allDead(result.output, 1);
  });

  it("may clean up when they are asked to end", async () => {
    const result = await run("trap 'echo cleaned; exit 0' TERM; echo up; while :; do sleep 0.05; done", {
      timeout: 300,
    });
    assert.match(result.output, /up\n(?:.*\n)*cleaned\n/);
  });

  it("leave nothing behind in the background", async () => {
    const result = await run("sleep 300 & echo $!; (sleep 300 >/dev/null 2>&1 & echo $!)");
    assert.equal(result.exitCode, 0);
    await allDead(result.output, 2);
  });

  it("are not waited for where one of them left the group and keeps the output open", async () => {
    const leaver = `require("child_process").spawn("sleep", ["300"], { detached: true, stdio: "inherit" }).unref()`;
    const result = await run(
      script(`const c = ${leaver.replace(".unref()", "")}; c.unref(); console.log(c.pid)`),
    );
    assert.equal(result.exitCode, 0);
    process.kill(Number(result.output));
  });

  it("are not started for a caller who has given up", async () => {
    await assert.rejects(run("echo x", { signal: AbortSignal.abort() }), { name: "AbortError" });
  });

  it("fail where the folder does not exist", async () => {
    const options = {
      command: "true",
      cwd: "/nowhere",
      env: {},
      timeout: ms(1_000),
      output: () => undefined,
    };
    await assert.rejects(nodeProcesses.run({ ...options, signal: new AbortController().signal }), {
      code: "ENOENT",
    });
  });

  it("may print without end until they are stopped", async () => {
    let length = 0;
    const stop = new AbortController();
    await nodeProcesses.run({
      command: "yes",
      cwd: tmpdir(),
      env: { PATH: process.env["PATH"] ?? "" },
      timeout: ms(9_000),
      signal: stop.signal,
      output: (text) => {
        length += text.length;
        if (length > 20e6) stop.abort();
      },
    });
    assert.ok(length > 20e6);
  });
});
