import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { buildRelease } from "../bench/release.ts";
import { installEnvironment } from "../workbench/npm.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const run = promisify(execFile);

/** The Node and npm that the person installed: PATH without what npm puts in front of it. */
const systemPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);

const PROMPT = "What is the vault code?";

function npx(args: readonly string[], cwd: string, home: string) {
  const own = { PATH: systemPath, NO_UPDATE_NOTIFIER: "1", FLIGHTDECK_STORAGE: home };
  const env = { ...installEnvironment(process.env), ...own };
  return run("npx", [...args], { cwd, env, shell: process.platform === "win32", maxBuffer: 64 << 20 });
}

describe("the packed tarball, where there is nothing but Node", function () {
  this.timeout(300_000);
  let folder: string;
  let project: string;
  let tarball: string;
  let workbench: Workbench | undefined;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "flightdeck-npx-")));
    project = join(folder, "project");
    await mkdir(project);
    await writeFile(join(project, "notes.md"), "The vault code is 4711-K.\n");
    const release = join(folder, "release");
    await buildRelease(release);
    tarball = await pack(release);
  });
  after(async () => {
    await workbench?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function pack(release: string): Promise<string> {
    // With our own PATH: packing builds, and that wants our Node.
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: release,
      env: installEnvironment(process.env),
      maxBuffer: 64 << 20,
      shell: process.platform === "win32",
    });
    const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[$/m))) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    const paths = packed.files.map(({ path }) => path);
    const audit = ["dist/audit.js", "dist/tree-sitter.wasm", "dist/tree-sitter-python.wasm"];
    assert.ok(
      audit.every((path) => paths.includes(path)),
      paths.join(),
    );
    assert.ok(paths.includes("dist/cli.js") && paths.includes("dist/index-worker.js"), paths.join());
    assert.ok(!paths.some((path) => path.endsWith(".map") || path.startsWith("src/")), paths.join());
    return join(folder, packed.filename);
  }

  it("audits a project by npx", async () => {
    const audited = join(folder, "audited");
    await mkdir(audited);
    const source = 'import openai\n\nprint(openai.OpenAI().responses.create(model="m", input="Hi."))\n';
    await writeFile(join(audited, "main.py"), source);
    const args = ["--yes", "--offline", `--package=${tarball}`, "--", "agent-flightdeck", "audit"];
    const { stdout } = await npx([...args, "--only", "AR09"], audited, join(folder, "home"));
    assert.match(stdout, /✓ AR09 Retry with backoff: present by default\n +main\.py:3 /);
    assert.deepEqual(await readdir(audited), ["main.py"], "nothing is left behind");
  });

  it("runs by npx in an empty folder, and the extension shows the session", async () => {
    workbench = await startWorkbench();
    const empty = join(folder, "empty");
    await mkdir(empty);
    const args = ["--yes", "--offline", `--package=${tarball}`, "--", "agent-flightdeck", "run", "--json"];
    const asked = ["--model", "simulated", "--workspace", project, "--prompt", PROMPT];
    const { stdout } = await npx([...args, ...asked], empty, workbench.home);
    const turn = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}") as Readonly<Record<string, unknown>>;
    assert.deepEqual([turn["type"], turn["status"]], ["turn", "done"]);
    assert.match(String(turn["text"]), /4711-K/);
    assert.deepEqual(await readdir(empty), [], "nothing is left behind");

    const window = await workbench.open({ folder: project });
    await window.page.getByRole("tab", { name: "Flightdeck" }).click();
    await window.page.getByRole("treeitem", { name: new RegExp(PROMPT.slice(0, -1)) }).click();
    const chat = await window.webview("[data-page=chat]");
    await chat.getByText("4711-K").first().waitFor();
    await window.screenshot("npx-session-in-the-extension");
  });
});
