import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, symlink } from "node:fs/promises";
import { StaleFileError } from "../../../src/core/ports.ts";
import type { ApprovalNeed } from "../../../src/core/tool.ts";
import { NodeFiles } from "../../../src/node/files.ts";
import { Folder, refusal, roomIn, roomOver, toolCall, type Room } from "./room.ts";

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

let folder: Folder;
let room: Room;
const begin = async (files: Readonly<Record<string, string>>): Promise<void> => {
  folder = await Folder.create(files);
  room = roomIn(folder);
};
const disk = (path: string): Promise<string> => readFile(folder.at(path), "utf8");
const need = async (name: string, input: object): Promise<ApprovalNeed | undefined> =>
  room.tool(name).approval?.(input, toolCall());

const lines = (seed: string): string =>
  Array.from({ length: 20_000 }, (_, i) => `${seed}${(i * 7919) % 10_007}\n`).join("");

describe("edit_file", () => {
  afterEach(() => folder.remove());

  it("replaces a text that occurs once, and reports the change by hash", async () => {
    await begin({ "a.py": "one\ntwo\n" });
    await room.run("read_file", { path: "a.py" });
    const output = await room.run("edit_file", { path: "a.py", old_text: "two", new_text: "2" });
    assert.equal(output.text, "Edited a.py at line 2.");
    assert.deepEqual(output.changes, [{ path: "a.py", before: sha("one\ntwo\n"), after: sha("one\n2\n") }]);
    assert.equal(await disk("a.py"), "one\n2\n");
  });

  it("may be followed by another edit without a new read", async () => {
    await begin({ "a.py": "1 2 3" });
    await room.run("read_file", { path: "a.py", start_line: 1 });
    await room.run("edit_file", { path: "a.py", old_text: "1", new_text: "a" });
    await room.run("edit_file", { path: "a.py", old_text: "2", new_text: "b" });
    assert.equal(await disk("a.py"), "a b 3");
  });

  it("keeps byte order mark and CRLF", async () => {
    await begin({ "a.cs": "\ufeffone\r\ntwo\r\n" });
    await room.run("read_file", { path: "a.cs" });
    await room.run("edit_file", { path: "a.cs", old_text: "one\ntwo", new_text: "1\n2\n3" });
    assert.equal(await disk("a.cs"), "\ufeff1\r\n2\r\n3\r\n");
  });

  it("refuses a text that occurs more than once, unless all are meant", async () => {
    await begin({ "a.py": "x\ny\nx\n" });
    await room.run("read_file", { path: "a.py" });
    const edit = { path: "a.py", old_text: "x", new_text: "z" };
    assert.match(
      (await refusal(room.run("edit_file", edit))).message,
      /occurs 2 times in a\.py \(lines 1, 3\)/,
    );
    await room.run("edit_file", { ...edit, replace_all: true });
    assert.equal(await disk("a.py"), "z\ny\nz\n");
  });

  it("shows the nearest lines where the text does not occur", async () => {
    await begin({ "a.py": `${"pass\n".repeat(300)}def f():\n\treturn 1\n` });
    await room.run("read_file", { path: "a.py" });
    const error = await refusal(
      room.run("edit_file", { path: "a.py", old_text: "def f():\n  return 1", new_text: "" }),
    );
    assert.match(
      error.message,
      /does not occur in a\.py[^]*def f\(\):\n\treturn 1\n\[Lines 296-302 of 302\.\]/,
    );
  });

  it("refuses a file that was not read, shows it, and works then", async () => {
    await begin({ "a.py": "old\n" });
    const edit = { path: "a.py", old_text: "old", new_text: "new" };
    assert.match(
      (await refusal(room.run("edit_file", edit))).message,
      /a\.py was not read before; nothing was written\. It now reads:\nold\n/,
    );
    await room.run("edit_file", edit);
    assert.equal(await disk("a.py"), "new\n");
  });

  it("refuses a file that changed since it was read, before anybody is asked", async () => {
    await begin({ "a.py": "old\n" });
    await room.run("read_file", { path: "a.py" });
    await folder.write("a.py", "old, but mended by the person\n");
    const error = await refusal(need("edit_file", { path: "a.py", old_text: "old", new_text: "new" }));
    assert.match(error.message, /changed since you read it[^]*mended by the person/);
    assert.equal(await disk("a.py"), "old, but mended by the person\n");
  });

  it("does not share what was read with another session", async () => {
    await begin({ "a.py": "old\n" });
    await room.run("read_file", { path: "a.py" });
    await refusal(roomIn(folder).run("edit_file", { path: "a.py", old_text: "old", new_text: "new" }));
  });

  it("refuses where somebody writes at the same moment, and shows their text", async () => {
    await begin({ "a.py": "old\n" });
    const racing = Object.assign(Object.create(new NodeFiles([folder.path])) as NodeFiles, {
      write: async () => {
        await folder.write("a.py", "theirs\n");
        throw new StaleFileError("a.py is not what it was");
      },
    });
    room = roomOver(racing);
    await room.run("read_file", { path: "a.py" });
    const error = await refusal(room.run("edit_file", { path: "a.py", old_text: "old", new_text: "new" }));
    assert.match(error.message, /changed by someone else at this moment[^]*theirs\n/);
  });

  it("refuses to write the placeholder of a secret", async () => {
    await begin({ "a.py": "key = 1\n" });
    await room.run("read_file", { path: "a.py" });
    const edit = { path: "a.py", old_text: "1", new_text: "'[secret:aws-key:1]'" };
    assert.match(
      (await refusal(room.run("edit_file", edit))).message,
      /\[secret:aws-key:1\] stands for a secret/,
    );
    assert.match(
      (await refusal(room.run("write_file", { path: "b.py", content: edit.new_text }))).message,
      /stands for a secret/,
    );
    assert.match(
      (await refusal(room.run("run_command", { command: "echo [secret:aws-key:1]" }))).message,
      /stands for a secret/,
    );
  });

  it("refuses an edit that changes nothing", async () => {
    await begin({ "a.py": "x\r\ny" });
    await room.run("read_file", { path: "a.py" });
    await refusal(room.run("edit_file", { path: "a.py", old_text: "x", new_text: "x" }));
    await refusal(room.run("edit_file", { path: "a.py", old_text: "x\n", new_text: "x\r\n" }));
  });
});

describe("write_file", () => {
  afterEach(() => folder.remove());

  it("creates a file with its folders", async () => {
    await begin({});
    const output = await room.run("write_file", { path: "src/new/a.py", content: "x\n" });
    assert.deepEqual(output, {
      text: "Created src/new/a.py.",
      changes: [{ path: "src/new/a.py", after: sha("x\n") }],
    });
    assert.equal(await disk("src/new/a.py"), "x\n");
  });

  it("replaces only what the agent has read, and keeps its line breaks", async () => {
    await begin({ "a.txt": "1\r\n2\r\n" });
    const write = { path: "a.txt", content: "3\n4\n" };
    assert.match((await refusal(room.run("write_file", write))).message, /was not read before[^]*1\r\n2/);
    await room.run("write_file", write);
    assert.equal(await disk("a.txt"), "3\r\n4\r\n");
  });

  it("says where there is nothing to do, and does not write over a folder", async () => {
    await begin({ "a.txt": "same", "src/x": "" });
    await room.run("read_file", { path: "a.txt" });
    assert.match(
      (await refusal(room.run("write_file", { path: "a.txt", content: "same" }))).message,
      /already holds exactly/,
    );
    assert.match(
      (await refusal(room.run("write_file", { path: "src", content: "" }))).message,
      /is a folder/,
    );
  });

  it("does not write through a link that leads out", async () => {
    await begin({});
    const outside = await Folder.create({ "x.txt": "theirs" });
    await symlink(outside.path, folder.at("link"));
    await refusal(room.run("write_file", { path: "link/new.txt", content: "mine" }));
    await symlink(outside.at("later.txt"), folder.at("broken.txt"));
    await refusal(room.run("write_file", { path: "broken.txt", content: "mine" }));
    await assert.rejects(readFile(outside.at("later.txt")));
    await outside.remove();
  });
});

describe("the approval of a write", () => {
  afterEach(() => folder.remove());

  it("shows the change as a unified diff and changes nothing yet", async () => {
    await begin({ "a.py": "one\ntwo\n" });
    await room.run("read_file", { path: "a.py" });
    const asked = await need("edit_file", { path: "a.py", old_text: "two", new_text: "2" });
    assert.ok(asked?.preview.kind === "diff");
    assert.match(asked.preview.patch, /--- a\.py[^]*@@ -1,2 \+1,2 @@\n one\n-two\n\+2\n/);
    assert.deepEqual([asked.preview.before, asked.preview.after], ["one\ntwo\n", "one\n2\n"]);
    assert.equal(await disk("a.py"), "one\ntwo\n");
  });

  it("offers one grant for all ordinary edits of the session", async () => {
    await begin({ "a.py": "1" });
    await room.run("read_file", { path: "a.py" });
    const edit = await need("edit_file", { path: "a.py", old_text: "1", new_text: "2" });
    const write = await need("write_file", { path: "new.py", content: "" });
    assert.equal(edit?.grant?.key, write?.grant?.key);
    assert.equal(edit?.sensitive, undefined);
  });

  it("offers none for a file that runs or steers something later, whatever link leads to it", async () => {
    await begin({ ".vscode/tasks.json": "{}" });
    await symlink(folder.at(".vscode"), folder.at("harmless"));
    for (const path of ["package.json", ".github/workflows/x.yml", "sub/AGENTS.md", "harmless/new.json"]) {
      const asked = await need("write_file", { path, content: "x" });
      assert.equal(asked?.grant, undefined);
      assert.match(asked?.sensitive ?? "", /runs? or follows? it|instructions/);
    }
  });

  it("knows that the opened folder itself may be such a one", async () => {
    await begin({ ".github/x.yml": "" });
    room = roomOver(new NodeFiles([folder.at(".github")]));
    assert.notEqual(
      (await need("write_file", { path: "workflows/ci.yml", content: "" }))?.sensitive,
      undefined,
    );
  });

  it("comes in time for two large texts that have nothing in common", async () => {
    await begin({ "a.txt": lines("a") });
    await room.run("read_file", { path: "a.txt" });
    const started = performance.now();
    const asked = await need("write_file", { path: "a.txt", content: lines("b") });
    assert.ok(performance.now() - started < 5_000);
    assert.ok(asked?.preview.kind === "diff");
    assert.match(asked.preview.patch, /@@ -1,20000 \+1,20000 @@/);
  });
});
