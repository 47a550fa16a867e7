// Runs the tests under test/host inside the extension host of a real VS Code.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeBrowser } from "../workbench/browser.ts";
import { buildExtension } from "../workbench/build.ts";
import { projectRoot } from "../workbench/paths.ts";
import { startWorkbench } from "../workbench/workbench.ts";
import { bundleHostTests } from "./bundle.ts";
import { follow } from "./follow.ts";
import { helperExtensions } from "./helpers.ts";
import { makeOrder, orderVariable } from "./order.ts";

async function main(): Promise<number> {
  await buildExtension();
  const { entry, files } = await bundleHostTests();
  const temporary = await mkdtemp(join(tmpdir(), "flightdeck-host-"));
  const { order, folder } = await makeOrder(temporary, files);
  const workbench = await startWorkbench({
    extensions: await helperExtensions(),
    runsTests: true,
    env: { [orderVariable]: JSON.stringify(order) },
  });
  try {
    await workbench.open({ folder, tests: { entry, extension: projectRoot } });
    const { failed } = await follow(order, () =>
      /Extension Host Process exited/.test(workbench.server.output())
        ? "The extension host ended before its tests did"
        : undefined,
    );
    return failed === 0 ? 0 : 1;
  } finally {
    await workbench.stop();
    await closeBrowser();
    await rm(temporary, { recursive: true, force: true });
  }
}

process.exit(await main());
