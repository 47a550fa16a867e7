// Runs the tests under test/host in the desktop VS Code, which is downloaded first. Not part of
// `npm test`: it needs a display and VS Code's own download servers. Argument: a version, else the newest.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { bundleHostTests } from "../host/bundle.ts";
import { follow } from "../host/follow.ts";
import { helperExtensions } from "../host/helpers.ts";
import { makeOrder, orderVariable } from "../host/order.ts";
import { buildExtension } from "../workbench/build.ts";
import { projectRoot } from "../workbench/paths.ts";

async function main(version = "stable"): Promise<number> {
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])
    return cannot("The desktop VS Code needs a display, for instance `xvfb-run -a npm run test:desktop`.");
  try {
    return await runInDesktop(await downloadAndUnzipVSCode(version));
  } catch (error) {
    return cannot(`The tests did not run in the desktop VS Code: ${String(error)}`);
  }
}

function cannot(message: string): number {
  process.stderr.write(
    `${message}\n\`npm run test:host\` runs the same tests in a VS Code that npm brings.\n`,
  );
  return 2;
}

async function runInDesktop(vscodeExecutablePath: string): Promise<number> {
  await buildExtension();
  const { entry, files } = await bundleHostTests();
  const temporary = await mkdtemp(join(tmpdir(), "flightdeck-desktop-"));
  const { order, folder } = await makeOrder(temporary, files);
  const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
  let ended: string | undefined;
  const desktop = runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: [projectRoot, ...(await helperExtensions())],
    extensionTestsPath: entry,
    extensionTestsEnv: {
      [orderVariable]: JSON.stringify(order),
      FLIGHTDECK_STORAGE: join(temporary, "flightdeck-home"),
      ANTHROPIC_API_KEY: undefined,
    },
    launchArgs: [folder, `--user-data-dir=${join(temporary, "data")}`],
    stdout: quiet,
    stderr: quiet,
  }).then(
    () => (ended = "VS Code ended without running the tests"),
    (error: unknown) => (ended = `VS Code ended: ${String(error)}`),
  );
  try {
    return (await follow(order, () => ended)).failed === 0 ? 0 : 1;
  } finally {
    await desktop;
    await rm(temporary, { recursive: true, force: true });
  }
}

process.exit(await main(process.argv[2]));
