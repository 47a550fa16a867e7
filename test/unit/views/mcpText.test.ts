import assert from "node:assert/strict";
import type { Expanded, McpConfig, McpLaunch, McpState } from "../../../src/core/mcp.ts";
import { epochMs } from "../../../src/core/units.ts";
import { changeTexts, launchLines, mcpConsentText, mcpStateText } from "../../../src/views/mcpText.ts";

const text = (raw: string, shown = raw, variables: readonly string[] = []): Expanded => ({
  raw,
  value: raw,
  shown,
  variables,
});

const LOCAL: McpLaunch = {
  kind: "stdio",
  command: text("npx"),
  args: [text("-y"), text("a server"), text("--key=${KEY}", "--key=${KEY}", ["KEY"])],
  cwd: text("/project"),
  env: { TOKEN: text("${TOKEN}", "${TOKEN}", ["TOKEN"]) },
};

const config = (launch: McpLaunch): McpConfig => ({
  id: "1",
  name: "files",
  place: { path: "/project/.mcp.json", line: 1, column: 2 },
  root: "/project",
  launch,
});

describe("the question whether an MCP server may start", () => {
  it("shows command, arguments one by one, folder and variables", () => {
    assert.deepEqual(launchLines(LOCAL), [
      'Command: npx -y "a server" --key=${KEY}',
      "Folder: /project",
      "Variable: TOKEN=${TOKEN}",
      "Taken from your environment: KEY",
    ]);
    const { message, detail } = mcpConsentText(config(LOCAL), false);
    assert.equal(message, "Start the MCP server “files”?");
    assert.match(detail, /\.mcp\.json names it.*Command: npx.*runs with your rights.*asked again/s);
  });

  it("shows a URL with its headers, and that the server is not what it was", () => {
    const launch: McpLaunch = {
      kind: "http",
      url: text("https://example.org/mcp"),
      headers: { Authorization: text("Bearer ${TOKEN}", "Bearer ${TOKEN}", ["TOKEN"]) },
    };
    const { detail } = mcpConsentText(config(launch), true);
    assert.match(detail, /^It is not what you allowed before/);
    assert.match(detail, /URL: https:\/\/example\.org\/mcp\nHeader: Authorization=Bearer \$\{TOKEN\}/);
  });
});

const words = (state: McpState, changes = 0): string => {
  const change = { kind: "added", after: { name: "x", description: "", inputSchema: {} } } as const;
  return mcpStateText({ state, tools: [], changes: Array.from({ length: changes }, () => change) }).text;
};

describe("an MCP server's state in words", () => {
  it("says what it is, why, and what waits", () => {
    const ready = { state: "ready", since: epochMs(0), restarts: 0 } as const;
    assert.equal(words(ready), "ready · 0 tools");
    assert.equal(
      words({ ...ready, restarts: 2 }, 1),
      "ready · 0 tools · restarted 2 times · 1 change to review",
    );
    assert.equal(
      words({ state: "failed", reason: "it ended with exit code 3", stderr: "" }),
      "failed: it ended with exit code 3",
    );
    assert.equal(words({ state: "needs_consent", changed: true }), "changed: needs your consent again");
    assert.equal(words({ state: "restricted" }), "not started: the workspace is not trusted");
  });
});

describe("a change of an MCP server's tools", () => {
  it("is shown as all that a model is told of them, before and after", () => {
    const before = { name: "send", description: "Sends", inputSchema: { type: "object" } };
    const after = { ...before, description: "Sends to others" };
    const texts = changeTexts([
      { kind: "changed", before, after },
      { kind: "added", after: { ...before, name: "more" } },
    ]);
    assert.match(texts.before, /# send\n\nSends\n/);
    assert.match(texts.after, /# send\n\nSends to others\n[^#]*# more/);
  });
});
