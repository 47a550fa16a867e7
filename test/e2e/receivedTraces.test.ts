import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { glob } from "tinyglobby";
import { exporterOf, exportSpans, type Told } from "../support/otlp/exporters.ts";
import { SEEN_AGENT } from "../support/otlp/seenAgent.ts";
import { until } from "../workbench/until.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";

const chat = (input: number, output: number): Told => ({
  name: "chat claude-sonnet-5-5",
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "anthropic",
    "gen_ai.request.model": "claude-sonnet-5-5",
    "gen_ai.usage.input_tokens": input,
    "gen_ai.usage.output_tokens": output,
  },
});
const tool = (name: string, error?: Error): Told => ({
  name: `execute_tool ${name}`,
  attributes: {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    // As a container has it.
    "code.file.path": "/app/agent.py",
    "code.line.number": 3,
  },
  ...(error && { error }),
});

/** The pattern that tutorials teach: one root span a run, with the session's id and a preview. */
const run = (preview: string, error?: Error): Told => ({
  name: "agent.run",
  attributes: {
    "session.id": "support-4711",
    "input.length": preview.length,
    "input.preview": preview,
    "output.length": 120,
  },
  children: [
    chat(1_200, 80),
    tool("search_orders"),
    chat(1_450, 64),
    tool("refund", error),
    chat(1_600, 210),
  ],
  ...(error && { error }),
});

const REMOVED =
  "1 hour of received traces (2.5 MB) was removed from the disk, as flightdeck.retention says. What it cost stays in the ledger.";

const START = Date.now() - 60_000;

const OTLP_FILE = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: "5".repeat(32),
              spanId: "6".repeat(16),
              name: "from a file",
              startTimeUnixNano: `${START}000000`,
              endTimeUnixNano: `${START + 900}000000`,
            },
          ],
        },
      ],
    },
  ],
};

const JAEGER_ANSWER = {
  data: [
    {
      traceID: "7".repeat(32),
      spans: [
        {
          traceID: "7".repeat(32),
          spanID: "8".repeat(16),
          operationName: "order of a customer",
          references: [],
          startTime: START * 1_000,
          duration: 1_200_000,
          tags: [],
          logs: [],
          processID: "p1",
        },
      ],
      processes: { p1: { serviceName: "checkout", tags: [] } },
    },
  ],
};

describe("traces of a person's own agent in VS Code", () => {
  let folder: string;
  let workbench: Workbench;
  let window: WorkbenchWindow;
  let url: string;
  let token: string;
  let storage: string;
  let jaeger: Server;
  let backend: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flightdeck-received-"));
    await writeFile(join(folder, "agent.py"), "import sdk\n\ndef refund(order):\n    raise TypeError\n");
    await writeFile(join(folder, "desk.mjs"), SEEN_AGENT);
    await writeFile(join(folder, "requirements.txt"), "anthropic>=0.70\nopentelemetry-sdk\n");
    await writeFile(join(folder, "lesson.otlp.json"), JSON.stringify(OTLP_FILE));
    const dropped = JSON.stringify(JAEGER_ANSWER).replace("order of a customer", "order that was dropped");
    await writeFile(join(folder, "orders.json"), dropped.replaceAll("7".repeat(32), "9".repeat(32)));
    jaeger = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "", "http://jaeger");
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(pathname === "/api/services" ? { data: ["checkout"] } : JAEGER_ANSWER));
    });
    await new Promise<void>((listening) => jaeger.listen(0, "127.0.0.1", listening));
    backend = `http://127.0.0.1:${(jaeger.address() as AddressInfo).port}`;
    workbench = await startWorkbench({
      settings: { "flightdeck.traces.backend.url": backend, "flightdeck.retention.days": 30 },
    });
    window = await workbench.open({ folder }, { width: 1200, height: 800 });
  });
  after(async () => {
    await workbench.stop();
    jaeger.close();
    await rm(folder, { recursive: true, force: true });
  });

  const view = () => window.page.getByRole("tree", { name: /Traces/ });

  it("say how to send them where there are none", async () => {
    await window.command("View: Show Flightdeck");
    await window.page.getByRole("button", { name: "Connect Your Agent" }).first().waitFor();
    await window.screenshot("received-1-none");
    await window.command("Flightdeck: Connect Your Agent");
    const page = await window.webview("[data-page=connect]");
    const environment = page.getByLabel("Environment", { exact: true });
    url = /http:\/\/127\.0\.0\.1:\d{4,5}/.exec((await environment.textContent()) ?? "")?.[0] ?? "";
    assert.notEqual(url, "");
    const [path = ""] = await glob("**/receiver-token", {
      cwd: dirname(workbench.home),
      absolute: true,
      dot: true,
    });
    token = await readFile(path, "utf8");
    storage = dirname(path);
    // As an hour of last year has left it.
    await mkdir(join(storage, "traces"), { recursive: true });
    await writeFile(join(storage, "traces", "20250101-00-0a1b2c3d.jsonl"), "x".repeat(2_500_000));
    await window.screenshot("received-2-connect");
  });

  it("appear as they arrive, with service, cost and outcome, the runs of a session together", async () => {
    await exportSpans(exporterOf("http/protobuf", url, token), run("Where is my order?"));
    await exportSpans(
      exporterOf("http/json", url, token),
      run("Refund it.", new TypeError("refund is not defined")),
    );
    await exportSpans(exporterOf("http/json", url, token), { name: "nightly", children: [chat(9_000, 900)] });
    const connect = await window.webview("[data-page=connect]");
    await connect.getByText(/Spans arrived from support-bot: .* \(\d+ spans?, \$0\.0/).waitFor();
    await window.screenshot("received-2b-connected");
    await view().getByText("support-4711").waitFor();
    await view().getByText("nightly").waitFor();
    await view().getByText("support-4711").click();
    await view().getByText("agent.run").first().waitFor();
    await window.screenshot("received-3-list");
  });

  it("open in the waterfall, with what each step used, and name their error", async () => {
    await view().getByText("agent.run").first().click();
    const page = await window.webview("[data-page=trace]");
    await page.getByText("refund", { exact: true }).first().waitFor();
    await page
      .getByText(/TypeError/)
      .first()
      .waitFor();
    await window.screenshot("received-4-trace");
    // Calls that begin within a microsecond stand in either order.
    await page.locator("[role=row]", { hasText: "1.2k/80" }).click();
    await window.page.keyboard.press("Enter");
    await page.getByText("1,200").first().waitFor();
    await window.screenshot("received-5-details");
  });

  it("lead to the line of source code that they name, and the line leads back to them", async () => {
    const page = await window.webview("[data-page=trace]");
    await page.getByText("refund", { exact: true }).first().click();
    await page.getByRole("button", { name: "/app/agent.py:3" }).click();
    await window.page.locator(".view-line", { hasText: "def" }).first().waitFor();
    await window.command("Flightdeck: Show Spans of This Line");
    await window.page.locator(".quick-input-list").getByText("execute_tool refund").first().click();
    const back = await window.webview("[data-page=trace]");
    await back.locator("[role=row][aria-selected=true]", { hasText: "refund" }).waitFor();
    await window.screenshot("received-6-line");
  });

  it("add up on the dashboard, where each number leads to them", async () => {
    await window.command("Flightdeck: Open Dashboard");
    const page = await window.webview("[data-page=dashboard]");
    await page.getByRole("heading", { name: "Failures" }).waitFor();
    await page.getByTitle("Open the traces behind it: calls").getByText("7", { exact: true }).waitFor();
    await page.getByRole("region", { name: "Tools and agents" }).getByText("search_orders").waitFor();
    await window.screenshot("received-6-dashboard");
    await page.getByTitle("Open the traces behind it: calls").click();
    await window.page.locator(".quick-input-list").getByText("nightly").waitFor();
    await window.screenshot("received-7-behind");
    await window.page.keyboard.press("Escape");
    await window.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  });

  it("open from a file, which is recorded nowhere", async () => {
    await window.page.keyboard.press("Control+P");
    await window.page.locator(".quick-input-widget input").first().fill("lesson.otlp.json");
    await window.page.locator(".quick-input-list").getByText("lesson.otlp.json").first().waitFor();
    await window.page.keyboard.press("Enter");
    const page = await window.webview("[data-page=trace]:has-text('from a file')");
    await page.getByText("from a file").first().waitFor();
    await window.screenshot("received-8-file");
  });

  it("open from files that are dropped on the view", async () => {
    // As the window names a file of the machine that the extension runs on.
    const file = `vscode-remote://${new URL(window.page.url()).host}${join(folder, "orders.json")}`;
    const dataTransfer = await window.page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.setData("text/uri-list", "${file}"); return data; })()`,
    );
    const row = view().getByRole("treeitem").first();
    for (const type of ["dragenter", "dragover", "drop"]) await row.dispatchEvent(type, { dataTransfer });
    const page = await window.webview("[data-page=trace]:has-text('order that was dropped')");
    await page.getByText("order that was dropped").first().waitFor();
  });

  it("open from a backend that is searched by service and time", async () => {
    await window.command("Flightdeck: Open Trace from Backend…");
    const input = window.page.locator(".quick-input-widget");
    await input.getByText("A trace's id").waitFor();
    await window.page.keyboard.press("Enter");
    await input.getByText("checkout").first().click();
    await input.getByText("Last hour").click();
    await input.getByText("order of a customer").waitFor();
    await window.screenshot("received-9-found");
    await window.page.keyboard.press("Enter");
    const page = await window.webview("[data-page=trace]:has-text('order of a customer')");
    await page.getByText("order of a customer").first().waitFor();
    await window.screenshot("received-10-backend");
    assert.equal(await view().getByText("order of a customer").count(), 0, "it is only looked at");
  });

  it("show the checklist what a script in a terminal was seen running, with nothing configured", async () => {
    await window.command("View: Close All Editors");
    await window.command("Terminal: Create New Terminal");
    await window.page.locator(".xterm-helper-textarea").last().focus();
    await window.page.keyboard.type(`node desk.mjs ${backend}\n`);
    await view().getByText("chat gpt-5").waitFor();
    await window.command("View: Hide Panel");
    await window.command("Flightdeck: Run Checklist Audit");
    const checklist = window.page.getByRole("tree", { name: /Checklist/ });
    const item = checklist.getByRole("treeitem", { name: "OpenTelemetry traces: present, seen running" });
    await item.click();
    const proof = checklist.getByRole("treeitem", { name: /^seen running at .*: a span of this call was/ });
    await proof.waitFor();
    await window.screenshot("received-11-checklist");
    await proof.click();
    await window.webview("[data-page=trace]:has-text('chat gpt-5')");
    await window.command("Flightdeck: Open Checklist Report");
    const report = await window.webview(".checklist-item");
    const cost = report.locator(".checklist-item", { hasText: "Per-request cost logged" });
    await cost.getByText("proven · seen running").waitFor();
    await window.screenshot("received-12-report");
    await cost.getByTitle("Open desk.mjs:17").click();
    await window.page.getByText(/^Ln 17, Col 1/).waitFor();
    await window.screenshot("received-13-call");
  });

  it("go with the session whose id they carry, where the person wants that", async () => {
    await window.command("View: Close All Editors");
    await window.command("Flightdeck: Open Chat");
    const chatPage = await window.webview("[data-page=chat]");
    const input = chatPage.getByRole("textbox", { name: /message/i });
    await input.fill("What is the refund limit?");
    await input.press("Enter");
    await chatPage.getByText(/^done · /).waitFor();
    const [recording = ""] = await glob("sessions/*/recording.jsonl", { cwd: storage });
    const lines = await readFile(join(storage, recording), "utf8");
    const session = /"data":\{"id":"([^"]+)"/.exec(lines)?.[1] ?? "";
    assert.notEqual(session, "");
    const child = { name: "refund desk", attributes: { "session.id": session, "input.length": 4 } };
    await exportSpans(exporterOf("http/json", url, token), child);
    await view().getByText("refund desk").first().waitFor();
    const sessions = window.page.getByRole("tree", { name: /Sessions/ });
    await sessions.getByText("What is the refund limit?").first().click({ button: "right" });
    const menu = window.page.getByRole("menuitem", { name: /Delete Session/ });
    const dialog = window.page.locator(".monaco-dialog-box");
    const question = dialog.getByText("Traces that other programs sent with its id can go with it.");
    await until("the question", 20_000, async () => {
      if (await question.isVisible()) return true;
      await menu.click({ timeout: 1000 }).catch(() => {}); // a menu that has just opened takes no click yet
      return false;
    });
    await window.screenshot("received-14-delete");
    await dialog.getByText("Delete with 1 Received Trace").click();
    await sessions.getByText("What is the refund limit?").first().waitFor({ state: "detached" });
    await view().getByText("refund desk").first().waitFor({ state: "detached" });
    await window.screenshot("received-15-deleted");
  });

  it("are removed when they are older than the person wants, and a notice says so", async () => {
    const told = window.page.locator(".notifications-center").getByText(REMOVED);
    await until("the notice", 90_000, async () => {
      if ((await told.count()) > 0) return true;
      await window.command("Notifications: Show Notifications");
      await told
        .first()
        .waitFor({ timeout: 2_000 })
        .catch(() => undefined);
      return false;
    });
    await window.screenshot("received-16-retention");
    await window.page.locator(".notifications-center").getByText("Open Settings").first().click();
    await window.page.getByText("Retention: Days").first().waitFor();
    assert.deepEqual(await glob("traces/20250101-*", { cwd: storage }), []);
  });
});
