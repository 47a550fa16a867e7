import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "./until.ts";
import { problemsOf, write } from "./workspaceFiles.ts";

describe("agent files", () => {
  it("that are broken are shown as problems, with line and reason, until they are mended", async () => {
    await vscode.commands.executeCommand("flightdeck.openChat");
    const path = ".claude/agents/broken.md";
    const broken = "---\nname: broken\ntools: [read_file\n---\nYou review.\n";
    const uri = await write(path, broken);
    const document = await vscode.workspace.openTextDocument(uri);
    await until("the problem", () => problemsOf(uri).length > 0);
    const [problem] = problemsOf(uri);
    assert.ok(problem);
    assert.match(problem.message, /not valid YAML/);
    assert.ok(
      problem.range.start.line >= 2 && problem.range.start.line <= 3,
      `line ${problem.range.start.line}`,
    );
    const mended = new vscode.WorkspaceEdit();
    mended.insert(uri, document.lineAt(2).range.end, "]");
    await vscode.workspace.applyEdit(mended);
    await until("no problem", () => problemsOf(uri).length === 0);
    await document.save();
  });

  it("that spell a field as another dialect does are mended by a quick fix", async () => {
    const path = ".github/agents/spelled.agent.md";
    const text = "---\nmcpServers: [files]\n---\nYou plan.\n";
    const uri = await write(path, text);
    const document = await vscode.workspace.openTextDocument(uri);
    await until("the problem", () => problemsOf(uri).length > 0);
    const [problem] = problemsOf(uri);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      problem.range,
    );
    const fix = actions.find(({ title }) => title === "Spell it mcp-servers");
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.lineAt(1).text, "mcp-servers: [files]");
    await until("no problem, although nothing is saved yet", () => problemsOf(uri).length === 0);
    await document.save();
  });

  it("are completed and explained where they are written", async () => {
    const uri = await write(
      ".claude/agents/written.md",
      "---\nname: written\ntools: Read, \n---\nYou read.\n",
    );
    await vscode.workspace.openTextDocument(uri);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      new vscode.Position(2, 13),
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("Bash") && !labels.includes("run_command"), labels.join());
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      uri,
      new vscode.Position(2, 8),
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((content) => (content as vscode.MarkdownString).value),
    );
    assert.ok(texts.includes("`Read`: reads a file (read_file)"), texts.join());
  });
});
