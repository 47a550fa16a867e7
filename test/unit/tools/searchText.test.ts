import assert from "node:assert/strict";
import { open, symlink } from "node:fs/promises";
import { Folder, refusal, roomIn } from "./room.ts";

describe("search_text", () => {
  let folder: Folder;
  const search = async (input: object): Promise<readonly string[]> =>
    (await roomIn(folder).run("search_text", input)).text.split("\n");

  afterEach(() => folder.remove());

  it("finds a literal text with path and line", async () => {
    folder = await Folder.create({
      "a.ts": "x\n  call(a.b);\r\nend",
      "src/b.ts": "call(a.b)",
      "c.ts": "callXa.b",
    });
    assert.deepEqual(await search({ pattern: "call(a.b)" }), [
      "a.ts:2:   call(a.b);",
      "src/b.ts:1: call(a.b)",
    ]);
    assert.deepEqual(await search({ pattern: "nothing" }), ["[No line found.]"]);
  });

  it("finds a regular expression, line by line", async () => {
    folder = await Folder.create({ "a.ts": "foo1\nbar\nfoo22\n" });
    assert.deepEqual(await search({ pattern: String.raw`^foo\d+$`, regex: true }), [
      "a.ts:1: foo1",
      "a.ts:3: foo22",
    ]);
    assert.deepEqual(await search({ pattern: String.raw`foo\d\s+bar`, regex: true }), ["[No line found.]"]);
    assert.deepEqual(await search({ pattern: String.raw`b\-?ar`, regex: true }), ["a.ts:2: bar"]);
  });

  it("minds letter case unless told not to", async () => {
    folder = await Folder.create({ "a.ts": "Hello\nhello\n" });
    assert.deepEqual(await search({ pattern: "hello" }), ["a.ts:2: hello"]);
    assert.equal((await search({ pattern: "hELLO", ignore_case: true })).length, 2);
  });

  it("looks only where it is told, and not into ignored files, .git and links", async () => {
    folder = await Folder.create({
      ".gitignore": "*.log\n",
      "a.log": "hit",
      "a.py": "hit",
      "src/b.py": "hit",
      "src/c.ts": "hit",
      ".git/config": "hit",
    });
    await symlink(folder.at("a.py"), folder.at("link.py"));
    assert.deepEqual(await search({ pattern: "hit", glob: "*.py" }), ["a.py:1: hit", "src/b.py:1: hit"]);
    assert.deepEqual(await search({ pattern: "hit", folder: "src" }), ["src/b.py:1: hit", "src/c.ts:1: hit"]);
    assert.deepEqual(await search({ pattern: "hit", folder: "src/c.ts" }), ["src/c.ts:1: hit"]);
  });

  it("stops at 200 lines and says so", async () => {
    folder = await Folder.create({ "a.txt": "hit\n".repeat(200), "b.txt": "" });
    assert.equal((await search({ pattern: "hit" })).length, 200);
    await folder.write("b.txt", "hit");
    const lines = await search({ pattern: "hit" });
    assert.equal(lines.length, 201);
    assert.equal(lines.at(-1), "[Only the first 200 lines. Narrow the search.]");
  });

  it("shows of a long line the part around the match", async () => {
    folder = await Folder.create({ "min.js": `${"a".repeat(10_000)}NEEDLE${"b".repeat(10_000)}` });
    const [line = ""] = await search({ pattern: "NEEDLE" });
    assert.match(line, /^min\.js:1: …a{100}NEEDLEb+…$/);
    assert.ok(line.length < 330);
  });

  it("says what it did not search", async () => {
    folder = await Folder.create({ "a.bin": new Uint8Array([0, 1]), "big.txt": "hit", "c.txt": "hit" });
    const file = await open(folder.at("big.txt"), "r+");
    await file.truncate(2 * 1024 ** 3);
    await file.close();
    await folder.write("large.txt", "x\n".repeat(3_000_000));
    assert.deepEqual(await search({ pattern: "hit" }), [
      "c.txt:1: hit",
      "[Not searched: 2 files that are not UTF-8 text, 1 files above 5.0 MB.]",
    ]);
  });

  it("gives up on a regular expression that would never end", async () => {
    folder = await Folder.create({ "a.txt": `${"a".repeat(50)}b\n` });
    const started = performance.now();
    const error = await refusal(search({ pattern: "(a+)+$", regex: true }));
    assert.match(error.message, /takes too long/);
    assert.ok(performance.now() - started < 5_000);
  });

  it("tells what is wrong with a pattern", async () => {
    folder = await Folder.create();
    const broken = await refusal(search({ pattern: "a(", regex: true }));
    assert.equal(broken.failure, "invalid_tool_arguments");
    assert.match(broken.message, /Unterminated group/);
    assert.match((await refusal(search({ pattern: "a\nb" }))).message, /line by line/);
  });
});
