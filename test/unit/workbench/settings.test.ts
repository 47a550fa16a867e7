import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkExtensions } from "../../workbench/extensions.ts";
import { writeUserSettings } from "../../workbench/settings.ts";

describe("a server's user data", () => {
  let dataDir: string;

  beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), "flightdeck-unit-"))));
  afterEach(async () => rm(dataDir, { recursive: true }));

  const read = async (...path: string[]): Promise<unknown> =>
    JSON.parse(await readFile(join(dataDir, ...path), "utf8"));

  it("gets settings for both kinds of scope and keeps those written before", async () => {
    await writeUserSettings(dataDir, { "a.b": 1, "c.d": 2 });
    await writeUserSettings(dataDir, { "c.d": 3 });
    for (const scope of ["User", "Machine"])
      assert.deepEqual(await read("data", scope, "settings.json"), { "a.b": 1, "c.d": 3 });
  });

  it("lists an extension once, where it is being developed, however often it is linked", async () => {
    const folder = join(import.meta.dirname, "../../fixtures/empty-extension");
    await linkExtensions(dataDir, [folder]);
    await linkExtensions(dataDir, [folder]);
    assert.deepEqual(await read("extensions.json"), [
      {
        identifier: { id: "flightdeck-tests.empty" },
        version: "0.0.1",
        location: { $mid: 1, scheme: "file", path: folder },
      },
    ]);
  });
});
