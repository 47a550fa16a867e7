import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startFakeAnthropic, type RunningFake } from "../support/fakeAnthropic/index.ts";
import { dataOf } from "../support/lines.ts";
import { engineIn, readBooks, readRecordings, sessionIdOf } from "../support/storm/books.ts";
import { countOf, sum } from "../support/store/naiveLedger.ts";
import { until } from "../workbench/until.ts";
import { startWorkbench, type Workbench } from "../workbench/workbench.ts";
import type { WorkbenchWindow } from "../workbench/window.ts";

const KILLS = 10;
/** After the request has arrived; a turn takes about as long. */
const LATEST_MS = 1_500;

describe("an extension host that is killed ten times at random", function () {
  this.timeout(900_000);
  let folder: string;
  let server: RunningFake;
  let workbench: Workbench;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "flightdeck-kills-")));
    await writeFile(join(folder, "notes.txt"), "The refund limit is 120.\n");
    server = await startFakeAnthropic({
      otherwise: () => ({
        kind: "answer",
        pace: 15,
        content: [
          { type: "thinking", thinking: "The notes may have changed." },
          "I look at the notes once more.",
          { type: "tool_use", name: "read_file", input: { path: "notes.txt" } },
        ],
      }),
    });
    workbench = await startWorkbench({
      env: { ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: "test-key" },
      settings: { "flightdeck.model": "claude-sonnet-5-5" },
    });
    const window = await workbench.open({ folder });
    for (let kill = 0; kill < KILLS; kill++) {
      if (kill > 0) await window.reload();
      await beginTurn(window, server);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST_MS));
      // The one before may not have gone yet.
      assert.ok((await workbench.server.killExtensionHost()).length >= 1);
    }
    // VS Code starts another host each time, which may open again what the window had shown.
    await window.close();
    await workbench.server.killExtensionHost();
  });
  after(async () => {
    await workbench.stop();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const bill = (): number => server.fake.bill.total;

  it("leaves a ledger that is whole and never below the provider's bill", async () => {
    const { calls, unreadable } = await readBooks(workbench.home);
    assert.deepEqual(server.fake.rejections, []);
    assert.ok(bill() > 0 && unreadable <= KILLS);
    assert.ok(sum(calls.map(countOf)) >= bill(), `${sum(calls.map(countOf))} booked, ${bill()} billed`);
  });

  it("leaves ten recordings of which at most an unfinished last line is lost", async () => {
    const recordings = await readRecordings(dirname(workbench.home));
    assert.equal(recordings.length, KILLS);
    for (const { path, lines, problems } of recordings) {
      assert.ok(lines.length > 3, path);
      assert.deepEqual(
        problems.filter(({ problem }) => problem !== "torn"),
        [],
        path,
      );
    }
  });

  it("leaves sessions that can be gone on with, after which every cent has its line", async () => {
    const engine = engineIn(folder, workbench.home);
    for (const recording of await readRecordings(dirname(workbench.home))) {
      const id = sessionIdOf(recording);
      assert.ok(id !== undefined);
      await engine.sessions.close(await engine.sessions.open(id));
    }
    await engine.dispose();
    const { calls } = await readBooks(workbench.home);
    assert.ok(
      calls.every(({ settled }) => settled !== undefined),
      "nothing is open",
    );
    const after = await readRecordings(dirname(workbench.home));
    const recorded = sum(
      after.flatMap(({ lines }) => dataOf(lines, "response")).map(({ cost }) => cost.nanoUsd),
    );
    assert.equal(sum(calls.map(countOf)), recorded);
    assert.ok(bill() <= recorded);
  });
});

/** Sends a message in a new session, and waits until the server is at work on it. */
async function beginTurn(window: WorkbenchWindow, { fake }: RunningFake): Promise<void> {
  const before = fake.accepted.length;
  // After a reload VS Code brings back the page of the host that was killed, and puts it behind the new one.
  await window.command("View: Close All Editors");
  await window.command("Flightdeck: New Session");
  const input = await until("a page to write in", 60_000, async () => {
    const chat = await window.webview("[data-page=chat]");
    const box = chat.getByRole("textbox", { name: /message/i });
    const written = box.fill("Look at the notes until I stop you.", { timeout: 5_000 });
    return written.then(
      () => box,
      () => undefined, // the page went away meanwhile
    );
  });
  await input.press("Enter");
  await until("a request of the new host", 60_000, async () =>
    Promise.resolve(fake.accepted.length > before),
  );
}
