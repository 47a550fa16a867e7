import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, link, mkdir, open, readFile, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { StaleFileError } from "../../../src/core/ports.ts";
import { createFile } from "../../../src/node/fileWrite.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { holdFolder, openedPath } from "../../../src/node/opened.ts";
import { Folder } from "../tools/room.ts";

/** As on systems that do not show descriptors as files. */
const NO_DESCRIPTORS = "/nowhere";

const nowhere = (): void => undefined;
const onPosix = process.platform === "win32" ? nowhere : it;
const onLinux = process.platform === "linux" ? it : nowhere;

describe("the workspace's files on disk", () => {
  let folder: Folder;
  let outside: Folder;
  let files: NodeFiles;
  beforeEach(async () => {
    folder = await Folder.create({ "a.txt": "hello world", "src/b.txt": "b" });
    outside = await Folder.create({ "theirs.txt": "theirs" });
    files = new NodeFiles([folder.path]);
  });
  afterEach(() => Promise.all([folder.remove(), outside.remove()]));
  const disk = (path: string): Promise<string> => readFile(folder.at(path), "utf8");

  it("are found by their real path, or not at all", async () => {
    await symlink(folder.at("src"), folder.at("alias"));
    await symlink("circle", folder.at("circle"));
    assert.equal(await files.realPath(folder.at("alias/b.txt")), folder.at("src/b.txt"));
    for (const path of ["missing", "a.txt/below", "circle"]) {
      assert.equal(await files.realPath(folder.at(path)), undefined);
      assert.equal(await files.stat(folder.at(path)), undefined);
    }
  });

  it("are told apart by kind", async () => {
    await symlink(folder.at("a.txt"), folder.at("link"));
    const kinds = (await files.list(folder.path)).map(({ name, kind }) => `${name}: ${kind}`);
    assert.deepEqual(kinds.toSorted(), ["a.txt: file", "link: link", "src: folder"]);
    assert.equal((await files.stat(folder.at("link")))?.kind, "file");
    assert.equal((await files.stat(folder.at("a.txt")))?.size, 11);
  });

  it("are read in parts, with the size of the whole and where they really lie", async () => {
    await symlink(folder.at("a.txt"), folder.at("link"));
    const { bytes, size, realPath } = await files.read(folder.at("link"), 6, 3);
    assert.deepEqual([String(Buffer.from(bytes)), size, realPath], ["wor", 11, folder.at("a.txt")]);
    assert.equal((await files.read(folder.at("a.txt"), 100, 10)).bytes.length, 0);
  });

  onPosix("are never waited for: a pipe and a device are refused at once", async () => {
    execFileSync("mkfifo", [folder.at("pipe")]);
    await assert.rejects(files.read(folder.at("pipe"), 0, 10), /not a regular file/);
    await assert.rejects(files.read("/dev/zero", 0, 10), /not a regular file/);
    await assert.rejects(files.read(folder.at("src"), 0, 10));
  });

  it("are replaced as a whole, keeping mode and byte order mark", async () => {
    await folder.write("run.sh", "\ufeffold");
    await chmod(folder.at("run.sh"), 0o750);
    await files.write(folder.at("run.sh"), "old", "new");
    assert.equal(await disk("run.sh"), "\ufeffnew");
    assert.equal((await stat(folder.at("run.sh"))).mode & 0o777, 0o750);
    assert.deepEqual((await readdir(folder.path)).toSorted(), ["a.txt", "run.sh", "src"]);
  });

  it("are left alone where they are not what was expected", async () => {
    await assert.rejects(files.write(folder.at("a.txt"), "something else", "x"), StaleFileError);
    await assert.rejects(files.write(folder.at("a.txt"), undefined, "x"), StaleFileError);
    await assert.rejects(files.write(folder.at("gone.txt"), "it was here", "x"), StaleFileError);
    assert.equal(await disk("a.txt"), "hello world");
  });

  it("are created with their folders", async () => {
    await files.write(folder.at("x/y/z.txt"), undefined, "new");
    assert.equal(await disk("x/y/z.txt"), "new");
  });

  it("are not written through a link, wherever it is", async () => {
    await symlink(outside.path, folder.at("way"));
    await assert.rejects(files.write(folder.at("way/theirs.txt"), "theirs", "mine"), /through a link/);
    await assert.rejects(files.write(folder.at("way/new.txt"), undefined, "mine"), /through a link/);
    await symlink(outside.at("theirs.txt"), folder.at("file"));
    await assert.rejects(files.write(folder.at("file"), "theirs", "mine"), StaleFileError);
    await symlink(outside.at("new.txt"), folder.at("broken"));
    await assert.rejects(files.write(folder.at("broken"), undefined, "mine"), StaleFileError);
    await assert.rejects(files.write(outside.at("theirs.txt"), "theirs", "mine"), /not in an open folder/);
    assert.deepEqual(await readdir(outside.path), ["theirs.txt"]);
    assert.equal(await readFile(outside.at("theirs.txt"), "utf8"), "theirs");
  });

  it("do not change what a hard link shares with another place", async () => {
    await link(outside.at("theirs.txt"), folder.at("shared.txt"));
    await files.write(folder.at("shared.txt"), "theirs", "mine");
    assert.equal(await readFile(outside.at("theirs.txt"), "utf8"), "theirs");
    assert.equal(await disk("shared.txt"), "mine");
  });

  it("are written where the root itself is reached through a link", async () => {
    await symlink(folder.path, outside.at("root"));
    await new NodeFiles([outside.at("root")]).write(outside.at("root/src/b.txt"), "b", "c");
    assert.equal(await disk("src/b.txt"), "c");
  });

  onLinux("stay in their folder even if a link takes its place while they are written", async () => {
    const held = await holdFolder(folder.at("src"), folder.at("src"));
    await rename(folder.at("src"), folder.at("moved"));
    await symlink(outside.path, folder.at("src"));
    await createFile(held.path, "new.txt", "mine");
    await held.close();
    assert.equal(await disk("moved/new.txt"), "mine");
    assert.deepEqual(await readdir(outside.path), ["theirs.txt"]);
  });

  it("are known by identity where the system does not tell what is open", async () => {
    await symlink(folder.at("a.txt"), folder.at("link"));
    const file = await open(folder.at("link"));
    assert.equal(await openedPath(file, folder.at("link"), NO_DESCRIPTORS), folder.at("a.txt"));
    await rm(folder.at("link"));
    await symlink(outside.at("theirs.txt"), folder.at("link"));
    await assert.rejects(openedPath(file, folder.at("link"), NO_DESCRIPTORS), /was replaced/);
    await file.close();
  });

  it("are kept in by comparison where a folder cannot be held", async () => {
    await mkdir(folder.at("plain"));
    await symlink(outside.path, folder.at("way"));
    assert.equal(
      (await holdFolder(folder.at("plain"), folder.at("plain"), NO_DESCRIPTORS)).path,
      folder.at("plain"),
    );
    await assert.rejects(holdFolder(folder.at("way"), folder.at("way"), NO_DESCRIPTORS), /through a link/);
  });
});
