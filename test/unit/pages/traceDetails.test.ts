import assert from "node:assert/strict";
import { requested, usePreview } from "../../preview/session.ts";
import { active, grid, press, row } from "./traceSupport.ts";

describe("a span's details", () => {
  const open = usePreview("trace");

  it("are asked for when they are opened, get the focus and give it back", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await grid(page).focus();
    assert.deepEqual(await requested(page, "details"), []);
    await press(page, "ArrowDown", "Enter");
    const details = page.getByRole("region", { name: "Details of chat claude-sonnet-5-5" });
    await details.getByText("after 641 ms").waitFor();
    assert.equal((await requested(page, "details")).length, 1);
    assert.ok(await details.evaluate((element) => element.contains(element.ownerDocument.activeElement)));
    await press(page, "Escape");
    await details.waitFor({ state: "detached" });
    assert.match(await active(page), /^chat/);
    assert.ok(await grid(page).evaluate((element) => element === element.ownerDocument.activeElement));
  });

  it("of a model call show its attempts, what safeguards did, and its messages on request", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /3\.64 s/).click();
    await page.getByRole("cell", { name: "429 rate limited" }).waitFor();
    await page.getByText("Trying again in 2.1 s.").waitFor();
    assert.deepEqual(await requested(page, "messages"), []);
    await page.getByRole("tab", { name: "Messages" }).click();
    await page.getByText("The client has no retry.").waitFor();
    assert.equal((await requested(page, "messages")).length, 1);
  });

  it("of a failed tool show input, output, what to do and the stack", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /run_command, pytest -q, tool, tool error/).click();
    await page.getByRole("tab", { name: "Input and Output" }).click();
    await page.getByText("1 failed, 11 passed").waitFor();
    await page.getByRole("tab", { name: "Error" }).click();
    await page.getByText("See the tool's result.").waitFor();
    await page.getByLabel("Stack").getByText("The command ended with exit code 1.").waitFor();
  });

  it("keep their tab from span to span where it fits", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /run_command/).click();
    await page.getByRole("tab", { name: /^Attributes/ }).click();
    await row(page, /read_file/).click();
    await page
      .getByRole("region", { name: /read_file/ })
      .getByText("gen_ai.tool.name")
      .waitFor();
  });

  it("copy one attribute, and all as JSON", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /run_command/).click();
    await page.getByRole("tab", { name: /^Attributes/ }).click();
    await page.getByRole("row", { name: /gen_ai.tool.name/ }).hover();
    await page.getByRole("button", { name: "Copy gen_ai.tool.name" }).click();
    await page.getByRole("button", { name: "Copy All as JSON" }).click();
    const [one, all] = (await requested(page, "copy")) as { text: string }[];
    assert.equal(one?.text, "run_command");
    assert.equal(
      (JSON.parse(all?.text ?? "") as Record<string, unknown>)["flightdeck.tool.title"],
      "pytest -q",
    );
  });

  it("lead to the parent, wherever it is", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /attempt 1, 429/).click();
    await page.getByRole("button", { name: "chat claude-sonnet-5-5" }).click();
    assert.match(await active(page), /^chat.*3\.64 s/);
  });

  it("stand beside the rows in a wide window, below them in a narrow one, in the size one gave them", async () => {
    const page = await open({ scenario: "typical", width: 1200 });
    await row(page, /run_command/).click();
    const splitter = page.getByRole("separator", { name: "Size of the details" });
    assert.equal(await splitter.getAttribute("aria-orientation"), "vertical");
    await splitter.focus();
    await press(page, "ArrowLeft");
    const details = page.getByRole("region", { name: /^Details/ });
    assert.equal((await details.boundingBox())?.width, 436);
    await page.setViewportSize({ width: 600, height: 900 });
    await page.locator(".below").waitFor();
    assert.equal((await details.boundingBox())?.height, 280);
  });

  it("say why they cannot be read", async () => {
    const page = await open({ scenario: "lost", width: 1200 });
    await row(page, /invoke_agent/).click();
    await page.getByRole("alert").getByText("The span is not in the recording.").waitFor();
  });

  it("of a received span show its messages in any role, and what a tool was given and gave back", async () => {
    const page = await open({ scenario: "received-run", width: 1200 });
    await row(page, /^chat/).click();
    await page.getByText("$0.081 by the sender").waitFor();
    await page.getByRole("tab", { name: "Messages" }).click();
    await page.getByText("Review the package.").waitFor();
    await page.getByRole("heading", { name: "tool", exact: true }).waitFor();
    await page.getByText("stopped by stop").waitFor();
    await page.getByText("The client has no retry.").waitFor();
    await grid(page).focus();
    await press(page, "e");
    await page.getByRole("tab", { name: "Input and Output" }).click();
    await page.getByText("no such file").waitFor();
  });

  it("lead to the line of source code, and are copied alone or with all below", async () => {
    const page = await open({ scenario: "received-run", width: 1200 });
    await row(page, /^execute_tool read_file/).click();
    await page.getByRole("button", { name: "/app/src/agent.py:42" }).click();
    assert.equal((await requested(page, "openSource")).length, 1);
    await grid(page).focus();
    await press(page, "Home", "Y");
    await page.getByText("Copied 12 spans as JSON.").waitFor();
    await press(page, "y", "s");
    const copied = (await requested(page, "copySpans")) as { below: boolean }[];
    assert.deepEqual(
      copied.map(({ below }) => below),
      [true, false],
    );
    assert.equal((await requested(page, "openSource")).length, 2);
  });
});
