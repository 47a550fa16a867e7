import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RequestId, SessionId, TurnId } from "../../../src/core/ids.ts";
import { fromUsd, nanoUsd } from "../../../src/core/units.ts";
import { FakeAnthropic, say } from "../../support/fakeAnthropic/index.ts";
import { FakeProcesses } from "../../support/platform.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const HELD = fromUsd(0.9);

const maxTokensOf = (engine: TestEngine): number | undefined => engine.requests.at(-1)?.body.max_tokens;

/** How a first message fails; undefined where it does not. */
async function ask(engine: TestEngine): Promise<string | undefined> {
  const session = await engine.sessions.create({ model: MODEL });
  return (await session.send("Hello")).failure?.failure;
}

/** A session that holds most of the cap for a request that never left. */
async function holding(engine: TestEngine): Promise<SessionId> {
  const session = await engine.sessions.create({ model: MODEL });
  assert.equal((await session.send("Hello")).failure, undefined);
  const { admitted } = await engine.ledgers.metered.reserve({
    request: "never sent" as RequestId,
    session: session.id,
    turn: "turn" as TurnId,
    model: "anthropic/claude-sonnet-5-5",
    amount: HELD,
    caps: [],
  });
  assert.ok(admitted);
  return session.id;
}

describe("what a vanished process has reserved", () => {
  const folder = useTempFolder();
  let processes: FakeProcesses;
  let engines: TestEngine[];

  beforeEach(() => {
    processes = new FakeProcesses();
    engines = [];
  });
  afterEach(async () => {
    for (const engine of engines) await engine.dispose();
  });

  /** An engine of a process of its own, in a workspace of its own, with a cap of a dollar. */
  async function engineOf(pid: number): Promise<TestEngine> {
    const project = join(folder().path, `project-${pid}`);
    await mkdir(project, { recursive: true });
    const engine = testEngine({
      folder: folder().path,
      pid,
      processes,
      api: [new FakeAnthropic({ otherwise: () => say("Fine.") }).handler],
      settings: { "budget.daily": 1, "budget.monthly": null },
      ports: { places: { home: folder().at("home"), workspace: { folders: [project] } } },
    });
    engines.push(engine);
    return engine;
  }

  it("is given back before others are short of it, in whatever workspace it was", async () => {
    const [first, second] = [await engineOf(100), await engineOf(101)];
    await holding(first);
    processes.end(100);
    assert.equal(await ask(second), undefined);
    assert.equal(maxTokensOf(second), 16_000, "nothing had to be lowered");
    const { reserved, uncertain } = (await second.budget("metered")).day;
    assert.deepEqual([reserved, uncertain], [0, 0]);
  });

  it("counts on while the process lives", async () => {
    const [first, second] = [await engineOf(100), await engineOf(101)];
    await holding(first);
    assert.equal(await ask(second), undefined);
    assert.ok((maxTokensOf(second) ?? 0) < 16_000, "the answer had to be shorter");
    assert.equal((await second.budget("metered")).day.reserved, HELD);
  });

  it("is looked for once more before a call is denied", async () => {
    const [first, second] = [await engineOf(100), await engineOf(101)];
    const id = await holding(first);
    await first.ledgers.metered.reserve({
      request: "never sent either" as RequestId,
      session: id,
      turn: "turn" as TurnId,
      model: "anthropic/claude-sonnet-5-5",
      amount: nanoUsd(fromUsd(0.1)),
      caps: [],
    });
    assert.equal(await ask(second), "budget_exceeded");
    processes.end(100);
    assert.equal(await ask(second), undefined);
  });

  it("is booked in full, as uncertain, where a damaged recording may have known of the request", async () => {
    const [first, second] = [await engineOf(100), await engineOf(101)];
    const path = await first.sessions.file(await holding(first));
    processes.end(100);
    const lines = (await readFile(path, "utf8")).split("\n");
    await writeFile(path, lines.filter((line) => !line.includes('"type":"request"')).join("\n"));
    assert.equal(await ask(second), undefined);
    const { reserved, uncertain } = (await second.budget("metered")).day;
    assert.deepEqual([reserved, uncertain], [0, HELD]);
  });

  it("stays where no recording tells what became of it", async () => {
    const [first, second] = [await engineOf(100), await engineOf(101)];
    await first.ledgers.metered.reserve({
      request: "of nobody" as RequestId,
      session: "01m81vxerh1zk942yjmndjaq4p" as SessionId,
      turn: "turn" as TurnId,
      model: "anthropic/claude-sonnet-5-5",
      amount: HELD,
      caps: [],
    });
    assert.equal(await ask(second), undefined);
    assert.equal((await second.budget("metered")).day.reserved, HELD);
  });
});
