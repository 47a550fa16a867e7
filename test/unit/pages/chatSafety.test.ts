import assert from "node:assert/strict";
import { requested, usePreview } from "../../preview/session.ts";

declare global {
  var hacked: string | undefined;
}

describe("hostile text in the chat", () => {
  const open = usePreview("chat");

  it("runs nothing, loads nothing and changes no style", async () => {
    const page = await open({ scenario: "hostile" });
    await page.getByRole("button", { name: "Thought" }).click();
    await page.getByRole("region", { name: "Thinking" }).waitFor();
    await page.locator(".timeline-content").hover();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    const forbidden =
      "script, style, iframe, img, svg, form, [onclick], [onerror], [onmouseover], [style*=fixed]";
    assert.equal(await page.locator(`.timeline-content :is(${forbidden})`).count(), 0);
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    assert.deepEqual(
      loaded.filter((url) => !url.startsWith("file:")),
      [],
    );
    assert.ok(await page.locator("body").isVisible());
  });

  it("makes links of web addresses only, and shows where they lead", async () => {
    const page = await open({ scenario: "hostile" });
    const targets = await page
      .locator(".markdown a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    assert.ok(targets.length > 0);
    for (const target of targets) assert.match(target, /^(?:https:\/\/|#$)/);
    await page.getByText("(evil.example)").first().waitFor();
    await page.getByText("Image: image").waitFor();
  });

  it("asks the host for nothing by itself", async () => {
    const page = await open({ scenario: "hostile" });
    await page.getByText("(evil.example)").first().waitFor();
    for (const name of ["openFile", "copy", "answer", "runCommand"])
      assert.deepEqual(await requested(page, name), []);
  });
});
