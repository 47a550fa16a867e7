import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { VscodeFiles } from "../../src/host/ports/files.ts";
import { answer, toolUse, type Block } from "../support/messagesApi.ts";
import { MODEL, testEngine } from "../support/testEngine.ts";
import { until } from "./until.ts";

const files = new VscodeFiles();
const path = (name: string): string => join(files.roots[0] ?? "", name);
const read = (name: string, id: string): Block => toolUse(id, "read_file", { path: name });
const edit = (name: string, id: string, from: string, to: string): Block =>
  toolUse(id, "edit_file", { path: name, old_text: from, new_text: to });

describe("undoing a turn's edits in VS Code", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "flightdeck-undo-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** One turn that edits two files and makes a third. */
  async function turn(one: string, two: string, made: string) {
    // One that an editor shows is not written anew: VS Code would load it again in the middle of the turn.
    for (const [name, text] of [
      [one, "one\n"],
      [two, "two\n"],
    ] as const)
      await writeFile(path(name), text, { flag: "wx" }).catch(() => undefined);
    const flightdeck = testEngine({
      folder: home,
      api: [
        () => answer([read(one, "r1"), read(two, "r2")]),
        () => answer([edit(one, "e1", "one", "eins"), edit(two, "e2", "two", "zwei")]),
        () => answer([toolUse("w1", "write_file", { path: made, content: "made\n" })]),
        () => answer(["Done."]),
      ],
      approve: () => ({ decision: "allow", scope: "once" }),
      ports: { files, places: { home, workspace: { folders: files.roots } } },
    });
    const session = await flightdeck.sessions.create({ model: MODEL });
    const failed: string[] = [];
    session.subscribe((event) => {
      if ("line" in event && event.line.type === "tool" && event.line.data.isError)
        failed.push(event.line.data.text);
    });
    assert.equal((await session.send("Go")).failure, undefined);
    const edits = await flightdeck.undo.edits(session.id);
    assert.deepEqual(edits?.paths, [one, two, made], failed.join());
    return { flightdeck, undo: () => flightdeck.undo.run(session, edits.turn) };
  }

  it("puts every file back, and the person can undo that again", async () => {
    await writeFile(path("undo-a.txt"), "one\n");
    const { document } = await vscode.window.showTextDocument(vscode.Uri.file(path("undo-a.txt")));
    const { flightdeck, undo } = await turn("undo-a.txt", "undo-b.txt", "undo-c.txt");
    assert.equal(document.getText(), "eins\n");
    const outcomes = (await undo()).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ["restored", "restored", "removed"]);
    assert.equal(document.getText(), "one\n");
    assert.equal(await readFile(path("undo-b.txt"), "utf8"), "two\n");
    await assert.rejects(stat(path("undo-c.txt")));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    await until("the undo from VS Code's own undo stack", () => document.getText() === "eins\n");
    await flightdeck.dispose();
  });

  it("leaves what the person has typed since, saved or not, and undoes the rest", async () => {
    const { flightdeck, undo } = await turn("undo-d.txt", "undo-e.txt", "undo-f.txt");
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path("undo-d.txt")));
    await editor.edit((change) => change.insert(new vscode.Position(0, 0), "mine, "));
    const [first, second] = await undo();
    assert.equal(first?.outcome, "refused");
    assert.deepEqual(first.diff, { now: "mine, eins\n", before: "one\n" });
    assert.equal(editor.document.getText(), "mine, eins\n");
    assert.equal(second?.outcome, "restored");
    await flightdeck.dispose();
  });
});
