import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import type { WorkspaceIdentity } from "../../../src/core/ports.ts";
import { NodeStorage } from "../../../src/node/storage.ts";
import { workspaceFolder, type WorkspacePlace } from "../../../src/store/registry.ts";
import { MemoryStorage } from "../../support/memoryStorage.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const HOME = "/home";
const workspace = { folders: ["/work/b"] };
const clock = new VirtualClock({ autoSleep: true });

/** Asks as the command line does, or as a window to which VS Code offers a folder. */
const asker =
  (storage: MemoryStorage) =>
  (identity: WorkspaceIdentity = workspace, workspaceStorage?: string): Promise<WorkspacePlace> =>
    workspaceFolder({
      storage,
      clock,
      places: { home: HOME, workspace: identity, ...(workspaceStorage && { workspaceStorage }) },
    });

const entries = (storage: MemoryStorage): readonly string[] => storage.in("/home/workspaces");
const copies = (storage: MemoryStorage): readonly string[] => storage.in("/home/workspaces/copies");

describe("the folder of a workspace", () => {
  it("is the one that was first made for it, whoever asks afterwards", async () => {
    const ask = asker(new MemoryStorage());
    assert.deepEqual(await ask(workspace, "/vscode/1/fd"), { folder: "/vscode/1/fd" });
    assert.deepEqual(await ask(workspace, "/vscode/1-1/fd"), { folder: "/vscode/1/fd" });
    assert.deepEqual(await ask(), { folder: "/vscode/1/fd" }, "the command line finds it too");
  });

  it("is one for all who ask at the same moment", async () => {
    const ask = asker(new MemoryStorage());
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => (await ask(workspace, `/${n}/fd`)).folder),
    );
    assert.equal(new Set(answers).size, 1);
    assert.equal((await ask()).notice, undefined);
  });

  it("does not depend on the order of its folders, but on what they are", async () => {
    const ask = asker(new MemoryStorage());
    const { folder: a } = await ask({ folders: ["/a"] });
    const { folder: below } = await ask({ folders: ["/a/b"] });
    const { folder: none } = await workspaceFolder({
      storage: new MemoryStorage(),
      clock,
      places: { home: HOME },
    });
    assert.equal(new Set([a, below, none]).size, 3);
    const { folder: two } = await ask({ folders: ["/x", "/y"] });
    assert.equal((await ask({ folders: ["/y", "/x"] })).folder, two);
  });

  it("stays the same when a folder becomes a workspace of several roots, and back", async () => {
    const ask = asker(new MemoryStorage());
    const { folder } = await ask({ folders: ["/a"] }, "/vscode/1/fd");
    assert.equal((await ask({ folders: ["/a", "/b"] }, "/vscode/2/fd")).folder, folder);
    const file = { file: "/a/x.code-workspace", folders: ["/a", "/b"] };
    assert.equal((await ask(file, "/vscode/3/fd")).folder, folder);
    assert.equal((await ask({ folders: ["/a"] }, "/vscode/1-1/fd")).folder, folder);
    assert.notEqual((await ask({ folders: ["/b"] }, "/vscode/4/fd")).folder, folder);
  });

  it("stays the same when a workspace of several roots becomes a folder", async () => {
    const ask = asker(new MemoryStorage());
    const { folder } = await ask({ folders: ["/a", "/b"] }, "/vscode/1/fd");
    assert.equal((await ask({ folders: ["/a"] }, "/vscode/2/fd")).folder, folder);
  });

  it("is found again where its entry is spoilt, from the copy", async () => {
    for (const spoilt of ["", "{", "null", '{"storage":5}', '{"storage":""}']) {
      const storage = new MemoryStorage();
      const ask = asker(storage);
      await ask(workspace, "/vscode/1/fd");
      storage.files.set(entries(storage)[0] ?? "", Buffer.from(spoilt));
      assert.deepEqual(await ask(workspace, "/vscode/2/fd"), { folder: "/vscode/1/fd" });
    }
  });

  it("is found again where entry and copy are spoilt, by its mark, and that is said", async () => {
    const storage = new MemoryStorage();
    const ask = asker(storage);
    await ask(workspace, "/vscode/1/fd");
    storage.files.set("/vscode/1/fd/sessions/one/recording.jsonl", Buffer.from("x"));
    for (const path of [...entries(storage), ...copies(storage)]) storage.files.set(path, Buffer.from("{"));
    const { folder, notice } = await ask(workspace, "/vscode/1-1/fd");
    assert.equal(folder, "/vscode/1/fd");
    assert.match(notice ?? "", /was damaged/);
    assert.deepEqual(await ask(), { folder }, "it is mended");
  });

  it("is another one where it is gone, and that is said, with where the old one was", async () => {
    const storage = new MemoryStorage();
    const ask = asker(storage);
    await ask(workspace, "/vscode/1/fd");
    await storage.remove("/vscode/1");
    const { folder, notice } = await ask(workspace, "/vscode/2/fd");
    assert.equal(folder, "/vscode/2/fd");
    assert.match(notice ?? "", /is gone: \/vscode\/1\/fd/);
    assert.deepEqual(await ask(), { folder }, "it is said once");
    assert.match(
      storage.files.get(entries(storage)[0] ?? "")?.toString() ?? "",
      /"former":\["\/vscode\/1\/fd"\]/,
    );
  });

  it("is found in a read-only home, and asked for in vain where it was never made", async () => {
    const storage = new MemoryStorage();
    const ask = asker(storage);
    await ask(workspace, "/one/fd");
    storage.fault = (operation) => (operation === "replace" ? "EROFS" : undefined);
    assert.equal((await ask()).folder, "/one/fd");
    storage.fault = () => "EROFS";
    await assert.rejects(ask({ folders: ["/new"] }), { failure: "storage", message: /\/home/ });
  });
});

describe("the folder of a workspace on the real disk", () => {
  const folder = useTempFolder();

  it("is registered once, and made anew where it was deleted", async () => {
    const places = { home: folder().path, workspace };
    const ask = (workspaceStorage?: string): Promise<WorkspacePlace> =>
      workspaceFolder({
        storage: new NodeStorage(),
        clock,
        places: { ...places, ...(workspaceStorage && { workspaceStorage }) },
      });
    const first = await ask();
    assert.ok(first.folder.startsWith(folder().path));
    assert.deepEqual(await ask(folder().at("other")), first);
    await rm(first.folder, { recursive: true });
    assert.equal((await ask(folder().at("other"))).folder, folder().at("other"));
  });
});
