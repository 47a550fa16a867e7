import assert from "node:assert/strict";
import { mkdir, readdir, stat, symlink } from "node:fs/promises";
import { NodeStorage } from "../../../src/node/storage.ts";
import { startPolling } from "../../../src/node/watch.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { until } from "../../support/virtualClock.ts";

const storage = new NodeStorage();
const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Uint8Array): string => Buffer.from(content).toString("utf8");

const refusedLink = (): Promise<never> =>
  Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" }));

describe("our own files on the disk", () => {
  const folder = useTempFolder();

  it("are appended to, with the folders that they need, readable by the user only", async () => {
    const path = folder().at("a/b/lines");
    const appender = await storage.appender(path);
    await appender.append(bytes("one"));
    const other = await storage.appender(path);
    await other.append(bytes("two"));
    await appender.append(bytes("three"));
    await appender.sync();
    await Promise.all([appender.close(), other.close()]);
    assert.equal(text(await storage.read(path)), "onetwothree");
    const modes = await Promise.all(
      ["a", "a/b", "a/b/lines"].map(async (name) => (await stat(folder().at(name))).mode & 0o777),
    );
    assert.deepEqual(modes, [0o700, 0o700, 0o600]);
  });

  it("are read in parts; what does not exist is empty", async () => {
    await folder().write("f", "0123456789");
    const read = async (offset?: number, length?: number): Promise<string> =>
      text(await storage.read(folder().at("f"), offset, length));
    assert.deepEqual(
      [await read(), await read(3, 4), await read(8, 100), await read(99, 1)],
      ["0123456789", "3456", "89", ""],
    );
    const missing = folder().at("missing");
    assert.deepEqual(
      [text(await storage.read(missing)), await storage.size(missing), await storage.list(missing)],
      ["", undefined, []],
    );
    assert.deepEqual([await storage.size(folder().at("f")), await storage.list(folder().path)], [10, ["f"]]);
  });

  it("are replaced as a whole, leaving nothing beside them", async () => {
    const path = folder().at("x/f");
    await storage.replace(path, bytes("first and long"));
    await storage.replace(path, bytes("second"));
    assert.equal(text(await storage.read(path)), "second");
    assert.deepEqual(await readdir(folder().at("x")), ["f"]);
    await mkdir(folder().at("y/f/full"), { recursive: true });
    await assert.rejects(storage.replace(folder().at("y/f"), bytes("x")));
    assert.deepEqual(await readdir(folder().at("y")), ["f"]);
  });

  it("are created by exactly one of many, and appear with their whole content", async () => {
    const path = folder().at("lease");
    const contents = Array.from({ length: 20 }, (_, n) => `${n}`.repeat(5_000));
    const outcomes = await Promise.all(
      contents.map((content) => storage.createExclusive(path, bytes(content))),
    );
    assert.equal(outcomes.filter(Boolean).length, 1);
    assert.equal(text(await storage.read(path)), contents[outcomes.indexOf(true)]);
    assert.deepEqual(await readdir(folder().path), ["lease"]);
  });

  it("are removed, whether they exist or not", async () => {
    await folder().write("a/b", "x");
    await storage.remove(folder().at("a"));
    await storage.remove(folder().at("a"));
    assert.deepEqual(await readdir(folder().path), []);
  });

  it("tell when something in their folder changed, until nobody listens", async () => {
    let changes = 0;
    const watcher = storage.watch(folder().at("ledger"), () => changes++);
    await storage.replace(folder().at("ledger/f"), bytes("x"));
    await until(() => changes > 0);
    watcher.dispose();
    await symlink("/nowhere/at/all", folder().at("dangling"));
    storage.watch(folder().at("dangling/below"), () => undefined).dispose();
  });

  it("tell of changes also where the system does not", async () => {
    let changes = 0;
    await storage.replace(folder().at("ledger/f"), bytes("x"));
    const polling = startPolling(folder().at("ledger"), () => changes++);
    const appender = await storage.appender(folder().at("ledger/f"));
    const appending = setInterval(() => void appender.append(bytes("y")), 50);
    await until(() => changes > 0);
    clearInterval(appending);
    polling.dispose();
    await appender.close();
  });

  it("are created by exactly one of many also where the file system has no links", async () => {
    const exfat = new NodeStorage(refusedLink);
    const path = folder().at("lease-1");
    const created = await Promise.all(
      Array.from({ length: 20 }, (_, n) => exfat.createExclusive(path, bytes(`writer ${n}`))),
    );
    assert.equal(created.filter(Boolean).length, 1);
    assert.equal(text(await exfat.read(path)), `writer ${created.indexOf(true)}`);
    assert.deepEqual(await readdir(folder().path), ["lease-1"]);
  });
});
