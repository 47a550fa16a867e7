import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { ms } from "../../../src/core/units.ts";
import { Folder, refusal, roomIn, stillClock, toolCall } from "./room.ts";

describe("list_files", () => {
  let folder: Folder;
  const list = async (input: object = {}): Promise<readonly string[]> =>
    (await roomIn(folder).run("list_files", input)).text.split("\n");

  afterEach(() => folder.remove());

  it("lists all files by path, in order, without .git", async () => {
    folder = await Folder.create({
      "b.txt": "",
      "src/a.ts": "",
      ".git/config": "",
      ".env": "",
      "sub/.git": "gitdir: x",
    });
    assert.deepEqual(await list(), [".env", "b.txt", "src/a.ts"]);
  });

  it("lists a folder and filters by glob, from the workspace or from the folder", async () => {
    folder = await Folder.create({ "src/a.ts": "", "src/x/b.ts": "", "src/c.py": "", "d.ts": "" });
    assert.deepEqual(await list({ folder: "src" }), ["src/a.ts", "src/c.py", "src/x/b.ts"]);
    assert.deepEqual(await list({ glob: "*.ts" }), ["d.ts", "src/a.ts", "src/x/b.ts"]);
    assert.deepEqual(await list({ folder: "src", glob: "src/*.ts" }), ["src/a.ts"]);
    assert.deepEqual(await list({ folder: "src", glob: "x/*.ts" }), ["src/x/b.ts"]);
    assert.deepEqual(await list({ glob: "*.rs" }), ["[No files.]"]);
  });

  it("leaves out what .gitignore files say, the innermost rule deciding", async () => {
    folder = await Folder.create({
      ".gitignore": "*.log\nbuild/\n/only-here.txt\n# comment\n!important.log\n",
      "a.log": "",
      "important.log": "",
      "build/out.js": "",
      "only-here.txt": "",
      "sub/only-here.txt": "",
      "sub/.gitignore": "!kept.log\nsecret/**\n!secret/shown.txt\n",
      "sub/kept.log": "",
      "sub/b.log": "",
      "sub/deep/c.log": "",
      "sub/secret/x.txt": "",
      "sub/secret/shown.txt": "",
      "other/kept.log": "",
    });
    assert.deepEqual(await list(), [
      ".gitignore",
      "important.log",
      "sub/.gitignore",
      "sub/kept.log",
      "sub/only-here.txt",
      "sub/secret/shown.txt",
    ]);
    assert.deepEqual(await list({ folder: "sub/deep" }), ["[No files.]"]);
  });

  it("lists an ignored folder that is asked for by name", async () => {
    folder = await Folder.create({ ".gitignore": "vendor/\n", "vendor/lib/a.js": "", "vendor/b.js": "" });
    assert.deepEqual(await list(), [".gitignore"]);
    assert.deepEqual(await list({ folder: "vendor/lib" }), ["vendor/lib/a.js"]);
  });

  it("does not follow links, so that a circle of them ends", async () => {
    folder = await Folder.create({ "a/x.txt": "" });
    await symlink(folder.path, folder.at("a/up"));
    assert.deepEqual(await list(), ["a/up", "a/x.txt"]);
  });

  it("shows the nearest files of very many, and says how many more there are", async () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`deep/f${i}.txt`, ""]));
    folder = await Folder.create({ ...many, "zz/near.txt": "", "top.txt": "" });
    const lines = await list();
    assert.equal(lines.length, 501);
    assert.equal(lines.at(-1), "[102 more files. Narrow it with folder or glob.]");
    assert.ok(lines.includes("top.txt"));
  });

  it("says so where the time did not suffice", async () => {
    folder = await Folder.create({ "a.txt": "" });
    let now = 0;
    const clock = { ...stillClock, monotonic: () => ms((now += 9_999)) };
    await folder.write("b/c/d.txt", "");
    const { text } = await roomIn(folder, { clock }).run("list_files", {});
    assert.equal(text, "a.txt\n[0 more files, and folders that were not looked at. Narrow it with folder.]");
  });

  it("gives up on a .gitignore rule that would never end", async () => {
    folder = await Folder.create({ ".gitignore": `${"/**/a*".repeat(12)}/z\n`, [`${"a/".repeat(60)}b`]: "" });
    assert.match((await refusal(list())).message, /takes too long to match/);
  });

  it("gives up on a glob that would never end", async () => {
    folder = await Folder.create({ ["a".repeat(200)]: "" });
    assert.match((await refusal(list({ glob: `${"*a".repeat(12)}b` }))).message, /takes too long to match/);
  });

  it("refuses a folder that is none", async () => {
    folder = await Folder.create({ "a.txt": "" });
    assert.match((await refusal(list({ folder: "a.txt" }))).message, /not a folder; read it with read_file/);
    assert.match((await refusal(list({ folder: "b" }))).message, /no folder b/);
  });

  it("shows an empty folder as such and stops when it is told to", async () => {
    folder = await Folder.create();
    await mkdir(folder.at("empty"));
    assert.deepEqual(await list(), ["[No files.]"]);
    const signal = AbortSignal.abort();
    await assert.rejects(roomIn(folder).run("list_files", {}, toolCall({ signal })), { name: "AbortError" });
  });
});
