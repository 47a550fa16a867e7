import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension host of the tests", () => {
  it("is VS Code's own, on a Node that our engines field admits", () => {
    assert.match(vscode.version, /^1\.\d+\.\d+/);
    assert.ok(Number(process.versions.node.split(".")[0]) >= 20);
  });

  it("runs extensions from test/fixtures beside the tests", async () => {
    const probe = vscode.extensions.getExtension("flightdeck-tests.probe");
    assert.ok(probe);
    await probe.activate();
    assert.ok((await vscode.commands.getCommands(true)).includes("probe.notify"));
  });

  it("has a folder open that tests may write to", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, "note.txt");
    await vscode.workspace.fs.writeFile(file, Buffer.from("written by a test"));
    const document = await vscode.workspace.openTextDocument(file);
    assert.equal(document.getText(), "written by a test");
  });

  it("keeps a developer's own keys and data away from the tests", () => {
    assert.equal(process.env["ANTHROPIC_API_KEY"], undefined);
    assert.ok(process.env["FLIGHTDECK_STORAGE"]?.includes("flightdeck-"));
  });
});
