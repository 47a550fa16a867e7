import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { StaleFileError } from "../../src/core/ports.ts";
import { VscodeFiles } from "../../src/host/ports/files.ts";

const files = new VscodeFiles();
let counter = 0;

async function fileWith(text: string): Promise<string> {
  const path = join(files.roots[0] ?? "", `edited-${++counter}.txt`);
  await writeFile(path, text);
  return path;
}

const open = async (path: string): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(vscode.Uri.file(path));

describe("files as the tools see them in VS Code", () => {
  it("are what the person has typed, saved or not", async () => {
    const path = await fileWith("on disk\n");
    const editor = await open(path);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "unsaved, "));
    assert.equal(files.openText(path), "unsaved, on disk\n");
    assert.equal(await readFile(path, "utf8"), "on disk\n");
  });

  it("change through the open document, so that undo takes the change back", async () => {
    const path = await fileWith("one\ntwo\nthree\n");
    const { document } = await open(path);
    await files.write(path, "one\ntwo\nthree\n", "one\n2\nthree\n");
    assert.equal(document.getText(), "one\n2\nthree\n");
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), "one\ntwo\nthree\n");
  });

  it("are saved after a change, so that commands which read the disk see it", async () => {
    const path = await fileWith("before\n");
    await files.write(path, "before\n", "after\n");
    assert.equal(await readFile(path, "utf8"), "after\n");
  });

  it("stay unsaved where the person had unsaved changes", async () => {
    const path = await fileWith("text\n");
    const editor = await open(path);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), "mine\n"));
    await files.write(path, "text\nmine\n", "changed\nmine\n");
    assert.ok(editor.document.isDirty);
    assert.equal(await readFile(path, "utf8"), "text\n");
  });

  it("are refused when they are not what the agent has read", async () => {
    const path = await fileWith("newer\n");
    await assert.rejects(files.write(path, "older\n", "mine\n"), StaleFileError);
    assert.equal(await readFile(path, "utf8"), "newer\n");
  });

  it("keep their kind of line end", async () => {
    const path = await fileWith("a\r\nb\r\n");
    await files.write(path, "a\nb\n", "a\nc\n");
    assert.equal(await readFile(path, "utf8"), "a\r\nc\r\n");
  });

  it("keep their byte order mark", async () => {
    const path = await fileWith("\uFEFFa\n");
    await files.write(path, "a\n", "b\n");
    assert.equal(await readFile(path, "utf8"), "\uFEFFb\n");
  });

  it("are made with their folders, and never over one that exists", async () => {
    const path = join(files.roots[0] ?? "", "new", "folder", `made-${++counter}.txt`);
    await files.write(path, undefined, "made\n");
    assert.equal(await readFile(path, "utf8"), "made\n");
    await assert.rejects(files.write(path, undefined, "again\n"), StaleFileError);
  });
});
