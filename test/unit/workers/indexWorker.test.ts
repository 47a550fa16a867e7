import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { WorkerChannel, Workers } from "../../../src/core/ports.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { nodeWorkers } from "../../../src/node/workers.ts";
import { IndexClient } from "../../../src/store/indexClient.ts";
import { collect } from "../../support/collect.ts";
import { seededRandom } from "../../support/seededRandom.ts";
import { SessionScripts, type ScriptedSession } from "../../support/store/sessionScript.ts";
import { StoreFolder } from "../../support/store/storeFolder.ts";
import { TempFolder } from "../../support/tempFolder.ts";

const QUIET = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const scripts = new SessionScripts(seededRandom(2));
const session = (number: number): ScriptedSession =>
  scripts.session({
    start: Date.parse("2026-11-20T10:00:00Z") + number * 3_600_000,
    model: { provider: "anthropic", id: "claude-sonnet-5-5" },
    agent: "assistant",
    title: `Session ${number}`,
    turns: 2,
    steps: 3,
  });

/** The worker as it is shipped: bundled, with its WebAssembly beside it. */
async function bundle(folder: string): Promise<void> {
  const require = createRequire(import.meta.url);
  await copyFile(require.resolve("sql.js/dist/sql-wasm.wasm"), join(folder, "sql-wasm.wasm"));
  await build({
    entryPoints: [fileURLToPath(new URL("../../../src/workers/index.ts", import.meta.url))],
    outfile: join(folder, "index-worker.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
}

describe("the index in its worker thread", () => {
  let folder: TempFolder;
  let store: StoreFolder;
  let workers: Workers & { readonly channels: WorkerChannel[] };
  let index: IndexClient;

  before(async () => {
    folder = await TempFolder.create();
    await bundle(folder.path);
    store = new StoreFolder(new NodeStorage(), folder.at("store"));
    for (const number of [0, 1]) await store.record(session(number));
    const channels: WorkerChannel[] = [];
    const start = nodeWorkers(folder.path);
    workers = {
      channels,
      start: (name) => {
        const channel = start.start(name);
        channels.push(channel);
        return channel;
      },
    };
    index = new IndexClient({ workers, log: QUIET, root: store.root, zone: "Europe/Berlin" });
  });

  after(async () => {
    index.dispose();
    await folder.remove();
  });

  it("answers over real recordings", async () => {
    assert.deepEqual((await index.sync()).failed, []);
    assert.equal((await index.sessions({ limit: 10 })).total, 2);
    const records = await collect(index.usage());
    assert.equal(
      records.length,
      (await index.sessions({ limit: 10 })).sessions.reduce((sum, { calls }) => sum + calls, 0),
    );
  });

  it("comes back after its thread was killed, with what it knew", async () => {
    await index.save();
    const pending = index.sync();
    workers.channels.at(-1)?.dispose();
    await assert.rejects(pending, { failure: "internal" });
    assert.equal((await index.sessions({ limit: 10 })).total, 2, "from the snapshot");
    assert.equal(workers.channels.length, 2);
    await store.record(session(2));
    assert.equal((await index.sync()).changed, true);
    assert.equal((await index.sessions({ limit: 10 })).total, 3);
  });
});
