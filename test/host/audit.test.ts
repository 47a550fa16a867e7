import assert from "node:assert/strict";
import * as vscode from "vscode";
import { BARE_LOOP } from "../audit/bareLoop.ts";
import { until } from "./until.ts";
import { problemsOf, write } from "./workspaceFiles.ts";

const codesOf = (uri: vscode.Uri): readonly string[] =>
  problemsOf(uri)
    .map(({ code }) => String(typeof code === "object" ? code.value : code))
    .toSorted();

const setSeverity = (value: string) =>
  vscode.workspace
    .getConfiguration("flightdeck.audit")
    .update("severity", value, vscode.ConfigurationTarget.Global);

const run = () => vscode.commands.executeCommand("flightdeck.runAudit");

describe("The checklist audit in the host", () => {
  const source = String(BARE_LOOP["main.py"]);
  const made: vscode.Uri[] = [];
  let main: vscode.Uri;
  beforeEach(async () => {
    main = await write("main.py", source);
    made.push(main);
  });
  afterEach(async () => {
    for (const uri of made.splice(0)) await vscode.workspace.fs.delete(uri, { recursive: true });
    const configuration = vscode.workspace.getConfiguration("flightdeck.audit");
    await configuration.update("severity", undefined, vscode.ConfigurationTarget.Global);
    await configuration.update("onSave", undefined, vscode.ConfigurationTarget.Global);
    await run();
  });

  it("shows what is proved to be missing as one problem per client, with a page that explains it", async () => {
    await run();
    assert.ok(codesOf(main).includes("AR09"), String(codesOf(main)));
    const codes = codesOf(main);
    assert.equal(new Set(codes).size, codes.length, "one per item");
    const problem = problemsOf(main).find(({ message }) => message.startsWith("Retry with backoff"));
    assert.match(problem?.message ?? "", /is missing: retries are switched off here/);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(problem?.relatedInformation?.[0]?.location.range.start.line, 3);
    const code = problem?.code;
    assert.ok(typeof code === "object");
    const page = code.target;
    assert.match(Buffer.from(await vscode.workspace.fs.readFile(page)).toString(), /^# AR09 /);
  });

  it("offers to leave the SDK's retries on, which mends the item, and to accept it with a reason", async () => {
    await run();
    const problem = problemsOf(main).find(({ message }) => message.startsWith("Retry with backoff"));
    assert.ok(problem);
    await vscode.window.showTextDocument(main);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      main,
      problem.range,
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes("Accept AR09 here, with a reason"), String(titles));
    const fix = actions.find(({ title }) => title === "Leave the SDK's retries on");
    assert.ok(fix?.edit);
    // The person would confirm the preview; a test cannot.
    const confirmed = new vscode.WorkspaceEdit();
    for (const [uri, edits] of fix.edit.entries()) confirmed.set(uri, edits);
    await vscode.workspace.applyEdit(confirmed);
    const document = await vscode.workspace.openTextDocument(main);
    assert.equal(document.lineAt(3).text, "client = anthropic.Anthropic()");
    await document.save();
    await run();
    assert.ok(!codesOf(main).includes("AR09"));
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("takes a problem back when its gap is mended and the audit runs again", async () => {
    await run();
    await write("main.py", source.replace("max_retries=0", "max_retries=4"));
    await run();
    assert.ok(!codesOf(main).includes("AR09"));
    assert.ok(codesOf(main).includes("AR10"), "the rest is still there");
  });

  it("shows problems as severely as the person wants, or not at all", async () => {
    await run();
    await setSeverity("error");
    await until("errors", () =>
      problemsOf(main).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
    );
    await setSeverity("off");
    await until("no problems", () => problemsOf(main).length === 0);
  });

  it("says where audit.yaml is wrong, and judges without it", async () => {
    const file = await write(".flightdeck/audit.yaml", "rules:\n  AR09: of\n");
    made.push(file);
    await run();
    assert.deepEqual(
      problemsOf(file).map(({ message, range }) => [range.start.line, message]),
      [[1, "a rule is on or off"]],
    );
    assert.ok(codesOf(main).includes("AR09"));
  });

  it("runs again when a file is saved, where the person wants that", async () => {
    await vscode.workspace
      .getConfiguration("flightdeck.audit")
      .update("onSave", true, vscode.ConfigurationTarget.Global);
    await run();
    assert.ok(codesOf(main).includes("AR09"));
    const document = await vscode.workspace.openTextDocument(main);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf("max_retries=0") + "max_retries=".length;
    edit.replace(main, new vscode.Range(document.positionAt(at), document.positionAt(at + 1)), "3");
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until("the problem to go", () => !codesOf(main).includes("AR09"));
  });
});
