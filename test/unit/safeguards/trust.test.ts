import assert from "node:assert/strict";
import type { Effects, Tool } from "../../../src/core/tool.ts";
import { requireTrust } from "../../../src/safeguards/trust.ts";
import { fakeTool, refusal, toolCall } from "../tools/room.ts";

const toolThat = (effects: Effects): Tool =>
  fakeTool({
    effects,
    approval: () => Promise.resolve({ preview: { kind: "command", command: "x", cwd: "/" } }),
  });

describe("in Restricted Mode", () => {
  for (const effects of ["write", "execute", "network"] as const)
    it(`a tool that may ${effects} neither asks nor runs`, async () => {
      const tool = requireTrust(toolThat(effects), { trusted: false });
      for (const work of [tool.run({}, toolCall()), tool.approval?.({}, toolCall())]) {
        const error = await refusal(work ?? Promise.resolve());
        assert.equal(error.failure, "approval_denied");
        assert.match(error.message, /act is not available: the workspace is in Restricted Mode/);
      }
    });

  it("reading works", async () => {
    assert.equal((await requireTrust(toolThat("read"), { trusted: false }).run({}, toolCall())).text, "done");
  });

  it("no foreign tool runs, even one that the person says only reads", async () => {
    const tool = requireTrust({ ...toolThat("read"), source: "vscode" }, { trusted: false });
    await refusal(tool.run({}, toolCall()));
  });

  it("ends as soon as the person trusts the workspace", async () => {
    const files = { trusted: false };
    const tool = requireTrust(toolThat("write"), files);
    await refusal(tool.run({}, toolCall()));
    files.trusted = true;
    assert.equal((await tool.run({}, toolCall())).text, "done");
    assert.equal((await tool.approval?.({}, toolCall()))?.preview.kind, "command");
  });
});
