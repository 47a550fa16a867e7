import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { apiServer, type ApiServer } from "../support/apiServer.ts";
import { EVERYTHING, everythingOverHttp } from "../support/mcpServers.ts";
import { answer, toolUse } from "../support/messagesApi.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const SLOW = { timeout: 60_000 };

describe("MCP servers, from a file that names them to a call of a tool", () => {
  let folder: string;
  let api: ApiServer;
  let web: Awaited<ReturnType<typeof everythingOverHttp>>;
  let workbench: Workbench;
  let window: WorkbenchWindow;

  const config = (servers: object): Promise<void> =>
    writeFile(join(folder, ".mcp.json"), JSON.stringify({ mcpServers: servers }, undefined, 2));
  const item = (name: RegExp): Locator => window.page.getByRole("treeitem", { name }).first();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-mcp-"));
    web = await everythingOverHttp();
    api = await apiServer(({ body }) =>
      body.messages.length === 1
        ? answer([
            "I ask both servers.",
            toolUse("t1", "mcp__everything__echo", { message: "hello from stdio" }),
          ])
        : answer(["Both answered."]),
    );
    const missing = { command: "node", args: ["-e", "console.error('licence not found'); process.exit(3)"] };
    await mkdir(join(folder, "src"));
    await config({
      everything: { ...EVERYTHING, env: { TEAM: "${USER:-nobody}" } },
      web: { url: web.url },
      missing,
    });
    workbench = await startWorkbench({
      settings: { "workbench.colorTheme": "Default Dark Modern" },
      env: { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: "not-a-real-key" },
    });
    window = await workbench.open({ folder }, { width: 1500, height: 950 });
  });

  after(async () => {
    await workbench.stop();
    await web.stop();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("tells of the servers that wait for consent, and starts none", async () => {
    const notice = window.notification(/MCP servers that wait for your consent: everything, web, missing/);
    await notice.waitFor(SLOW);
    await notice.getByRole("button", { name: "Review…" }).click();
    await window.dialog().waitFor(SLOW);
    await item(/MCP server everything, needs your consent/).waitFor(SLOW);
  });

  it("asks for each with its command, folder, variables or URL", async () => {
    const dialog = window.dialog();
    await dialog.getByText("Start the MCP server “everything”?").waitFor(SLOW);
    const text = (await dialog.textContent()) ?? "";
    assert.match(text, /Command: .*server-everything/);
    assert.match(text, /Variable: TEAM=/);
    await window.screenshot("mcp-1-consent");
    await dialog.getByRole("button", { name: "Start Server" }).click();
    await dialog.getByText("Start the MCP server “web”?").waitFor(SLOW);
    assert.match((await dialog.textContent()) ?? "", new RegExp(`URL: ${web.url}`));
    await window.screenshot("mcp-2-consent-http");
    await dialog.getByRole("button", { name: "Start Server" }).click();
    await dialog.getByText("Start the MCP server “missing”?").waitFor(SLOW);
    await dialog.getByRole("button", { name: "Start Server" }).click();
  });

  it("shows the state of each in the agents view", async () => {
    await item(/MCP server everything, ready · \d+ tools/).waitFor(SLOW);
    await item(/MCP server web, ready · \d+ tools/).waitFor(SLOW);
    await item(/MCP server missing, failed: it ended with exit code 3/).waitFor(SLOW);
    await window.screenshot("mcp-3-state");
    await item(/MCP server everything/).click();
    await item(/^echo/).waitFor(SLOW);
  });

  it("gives agents the tools, and asks before each call", async () => {
    await window.command("Flightdeck: Open Chat");
    const chat = await window.webview("[data-page=chat]");
    const input = chat.getByRole("textbox", { name: /message/i });
    await input.fill("Say hello to the servers");
    await input.press("Enter");
    await chat.getByRole("button", { name: "Allow", exact: true }).waitFor(SLOW);
    await chat.getByText("the MCP server everything").first().waitFor();
    await window.screenshot("mcp-4-call");
    await chat.getByRole("button", { name: "Allow", exact: true }).click();
    await chat.getByText(/^done · /).waitFor(SLOW);
    const told = new Set((api.requests[0]?.body.tools ?? []).map(({ name }) => name));
    assert.ok(told.has("mcp__everything__echo") && told.has("mcp__web__echo"));
    assert.match(JSON.stringify(api.requests.at(-1)?.body.messages), /Echo: hello from stdio/);
  });

  it("asks again when the command changes, and ends the server meanwhile", async () => {
    await config({
      everything: { ...EVERYTHING, args: [...EVERYTHING.args, "stdio"] },
      web: { url: web.url },
    });
    await item(/MCP server everything, changed: needs your consent again/).waitFor(SLOW);
    await item(/MCP server web, ready/).waitFor(SLOW);
  });

  it("shows what is wrong in the file where it is wrong", async () => {
    await writeFile(
      join(folder, ".mcp.json"),
      '{\n  "mcpServers": {\n    "a": { "command": "x" "args": [] }\n  }\n}\n',
    );
    await window
      .command("View: Focus Problems (Errors, Warnings, Infos)")
      .catch(() => window.command("Problems: Focus on Problems View"));
    await window.page
      .getByText("This is not valid JSON: a comma is missing before this.")
      .first()
      .waitFor(SLOW);
    await window.screenshot("mcp-5-problem");
  });
});
