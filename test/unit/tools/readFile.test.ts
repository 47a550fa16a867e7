import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { open } from "node:fs/promises";
import { NodeFiles } from "../../../src/node/files.ts";
import { Folder, refusal, roomIn, roomOver } from "./room.ts";

const onPosix = process.platform === "win32" ? (): void => undefined : it;

describe("read_file", () => {
  let folder: Folder;
  const read = async (input: object): Promise<string> => (await roomIn(folder).run("read_file", input)).text;
  const refused = async (path: string): Promise<string> => (await refusal(read({ path }))).message;

  afterEach(() => folder.remove());

  it("gives the text exactly as the disk holds it", async () => {
    folder = await Folder.create({ "a.txt": "one\r\n\ttwo\n\n", "b.txt": "no end of line", "ü.txt": "😀 ü" });
    assert.equal(await read({ path: "a.txt" }), "one\r\n\ttwo\n\n");
    assert.equal(await read({ path: "b.txt" }), "no end of line");
    assert.equal(await read({ path: "ü.txt" }), "😀 ü");
  });

  it("gives a range of lines", async () => {
    folder = await Folder.create({ "a.txt": "1\n2\n3\n4\n" });
    assert.equal(await read({ path: "a.txt", start_line: 2, end_line: 3 }), "2\n3\n[Lines 2-3 of 4.]");
    assert.equal(
      (await refusal(read({ path: "a.txt", start_line: 3, end_line: 2 }))).failure,
      "invalid_tool_arguments",
    );
  });

  it("leaves out a byte order mark", async () => {
    folder = await Folder.create({ "a.txt": "\ufefftext" });
    assert.equal(await read({ path: "a.txt" }), "text");
  });

  it("reads characters that lie across the border of two reads", async () => {
    const text = `${"x".repeat(64 * 1024 - 1)}€${"y".repeat(10)}\n`.repeat(1);
    folder = await Folder.create({ "a.txt": `start\n${text}` });
    assert.equal(await read({ path: "a.txt", end_line: 1 }), "start\n[Lines 1-1 of 2.]");
  });

  it("refuses binary files, other encodings and broken UTF-8", async () => {
    folder = await Folder.create({
      "image.png": new Uint8Array([0x89, 0x50, 0, 0, 1]),
      "late.bin": Buffer.concat([Buffer.from("x".repeat(100_000)), Buffer.from([0])]),
      "latin1.txt": new Uint8Array([0x66, 0xfc, 0x72]),
      "utf16.txt": Buffer.from("\ufefftext", "utf16le"),
    });
    assert.match(await refused("image.png"), /is a binary file \(5 bytes\)/);
    assert.match(await refused("late.bin"), /is a binary file/);
    assert.match(await refused("latin1.txt"), /is a binary file/);
    assert.match(await refused("utf16.txt"), /UTF-16/);
  });

  it("answers for a file of 2 GB at once, without reading it", async () => {
    folder = await Folder.create({ "big.log": "x".repeat(100_000) });
    const file = await open(folder.at("big.log"), "r+");
    await file.truncate(2 * 1024 ** 3);
    await file.close();
    let bytes = 0;
    const disk = new NodeFiles([folder.path]);
    const counting = Object.assign(Object.create(disk) as NodeFiles, {
      read: async (path: string, offset: number, max: number) => {
        const content = await disk.read(path, offset, max);
        bytes += content.bytes.length;
        return content;
      },
    });
    const error = await refusal(roomOver(counting).run("read_file", { path: "big.log" }));
    assert.match(error.message, /is 2\.0 GB; the limit is 10\.0 MB\. Look at a part of it with run_command/);
    assert.ok(bytes <= 64 * 1024);
  });

  it("says what lies beside a file that does not exist", async () => {
    folder = await Folder.create({ "src/api.py": "", "src/lib/x.py": "" });
    assert.equal(await refused("src/app.py"), "There is no file src/app.py. In src: api.py, lib/.");
    assert.match(await refused("nowhere/app.py"), /Its folder does not exist either/);
  });

  onPosix("refuses folders and pipes without waiting for them", async () => {
    folder = await Folder.create({ "src/a": "" });
    execFileSync("mkfifo", [folder.at("pipe")]);
    assert.match(await refused("src"), /is a folder; list it with list_files/);
    assert.match(await refused("pipe"), /not a regular file/);
  });

  it("shows the unsaved text of an open document", async () => {
    folder = await Folder.create({ "a.txt": "saved" });
    const editor = Object.assign(Object.create(new NodeFiles([folder.path])) as NodeFiles, {
      openText: (path: string) => (path === folder.at("a.txt") ? "unsaved" : undefined),
    });
    const room = roomOver(editor);
    assert.equal((await room.run("read_file", { path: "a.txt" })).text, "unsaved");
    assert.equal((await room.run("search_text", { pattern: "saved" })).text, "a.txt:1: unsaved");
  });
});
