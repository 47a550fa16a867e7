import assert from "node:assert/strict";
import { post, requested, usePreview } from "../../preview/session.ts";

const ARRIVED = {
  trace: "0af7651916cd43dd8448eb211c80319c",
  name: "agent.run",
  service: "support-bot",
  spans: 3,
  calls: 1,
  cost: { nanoUsd: 400_000, simulated: 0, unpriced: 0, uncertain: 0 },
  claimed: true,
};

describe("the page Connect Your Agent", () => {
  const open = usePreview("connect");

  it("waits for the first span, says from whom it came, and opens its trace", async () => {
    const page = await open();
    const status = page.getByRole("status");
    await status.getByText("Waiting for the first span on 127.0.0.1:41732").waitFor();
    await post(page, { type: "arrived", arrived: ARRIVED });
    await status.getByText("Spans arrived from support-bot: agent.run (3 spans, $0.0004).").waitFor();
    await status.getByRole("button", { name: "Open Trace" }).click();
    assert.deepEqual(await requested(page, "openTrace"), [{ trace: ARRIVED.trace }]);
  });

  it("shows what to do for each framework, by keyboard too, and copies it", async () => {
    const page = await open();
    await page.getByRole("tab", { name: "OpenTelemetry Python" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.getByText('api_endpoint="http://127.0.0.1:41732"').waitFor();
    await page.getByRole("button", { name: "Copy: Install" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assert.deepEqual(await requested(page, "copy"), [{ text: "pip install traceloop-sdk" }]);
    for (const name of [
      "OpenInference",
      "Vercel AI SDK",
      "LangChain, LangGraph",
      "pydantic-ai",
      "OpenAI Agents",
    ])
      await page.getByRole("tab", { name }).click();
    await page.getByRole("button", { name: "Copy: Environment" }).click();
    const [, { text }] = (await requested(page, "copy")) as [unknown, { text: string }];
    assert.match(text, /^OTEL_EXPORTER_OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:41732\n/);
  });

  it("says where spans go that a variable of the person's sends elsewhere", async () => {
    const page = await open({ scenario: "taken" });
    await page.getByRole("note").getByText("http://collector.example:4318").waitFor();
  });

  it("says why nothing is received, and tries again", async () => {
    const page = await open({ scenario: "failing" });
    await page.getByText("Cannot listen: EACCES. Look at the log.").waitFor();
    await page.getByRole("button", { name: "Try Again" }).click();
    await page.getByText("Waiting for the first span").waitFor();
  });

  it("fits a narrow editor", async () => {
    const page = await open({ scenario: "arrived", width: 320 });
    await page.getByText("Spans arrived from support-bot").waitFor();
    const wide = await page.locator("main").evaluate((main) => main.scrollWidth - main.clientWidth);
    assert.equal(wide, 0);
  });
});
