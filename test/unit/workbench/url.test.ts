import assert from "node:assert/strict";
import { workbenchUrl } from "../../workbench/url.ts";

const open = (opening: Parameters<typeof workbenchUrl>[2]) => new URL(workbenchUrl(8137, "secret", opening));

describe("the address of a workbench", () => {
  it("names a folder as it is on disk, spaces and accents included", () => {
    const { origin, searchParams } = open({ folder: "/home/me/my agents/é+1" });
    assert.equal(origin, "http://127.0.0.1:8137");
    assert.equal(searchParams.get("folder"), "/home/me/my agents/é+1");
    assert.equal(searchParams.get("tkn"), "secret");
  });

  it("names a workspace file, or an empty window where nothing is opened", () => {
    assert.equal(
      open({ workspace: "/w/a.code-workspace" }).searchParams.get("workspace"),
      "/w/a.code-workspace",
    );
    assert.equal(open({}).searchParams.get("ew"), "true");
    assert.equal(open({}).searchParams.has("payload"), false);
  });

  it("carries tests and the extension under development as escaped remote addresses", () => {
    const { searchParams } = open({
      folder: "/w",
      tests: { entry: "/out/my tests/i.js", extension: "/ext" },
    });
    assert.deepEqual(JSON.parse(searchParams.get("payload") ?? ""), [
      ["extensionDevelopmentPath", "vscode-remote://127.0.0.1:8137/ext"],
      ["extensionTestsPath", "vscode-remote://127.0.0.1:8137/out/my%20tests/i.js"],
    ]);
  });
});
