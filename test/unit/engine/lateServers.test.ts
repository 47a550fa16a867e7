import assert from "node:assert/strict";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import type { SessionHeader } from "../../../src/core/lines.ts";
import { ms } from "../../../src/core/units.ts";
import type { Session } from "../../../src/agent/session.ts";
import { Transcript } from "../../../src/views/transcript.ts";
import { answer } from "../../support/messagesApi.ts";
import { EVERYTHING, onceThereIs } from "../../support/mcpServers.ts";
import { recordedLines, recordingPath, recordingPaths } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";

const AGENT = "---\nname: shopkeeper\nmcpServers: [everything, refused, nowhere]\n---\nYou keep the shop.\n";

/** The servers that a session says it waits for, each time that it says so. */
function waits(session: Session, each: () => unknown): readonly (readonly string[])[] {
  const heard: (readonly string[])[] = [];
  session.subscribe((event) => {
    if (!("live" in event) || event.live.type !== "waiting_for_servers") return;
    heard.push(event.live.servers);
    if (event.live.servers.length > 0) each();
  });
  return heard;
}

describe("a session whose MCP server is still starting", () => {
  const folder = useTempFolder({ "project/.claude/agents/shopkeeper.md": AGENT });
  let engine: TestEngine;
  afterEach(() => engine.dispose());

  /** The engine with a server that starts when `open` is called, and that the person has allowed. */
  async function start(more: object = {}): Promise<{ readonly open: () => Promise<void> }> {
    const gate = folder().at("gate");
    const servers = { everything: onceThereIs(gate, EVERYTHING), ...more };
    await folder().write(join("project", ".mcp.json"), JSON.stringify({ mcpServers: servers }));
    engine = testEngine({ folder: folder().path, api: [() => answer(["Hello."])] });
    const [first] = (await engine.mcp.view()).servers;
    if (first !== undefined) await engine.mcp.allow(first.config);
    return { open: () => writeFile(gate, "") };
  }

  const patience = (): void => void engine.clock.advance(ms(engine.settings["mcp.startTimeout"] * 1_000));

  const header = async (): Promise<SessionHeader> => {
    const [first] = await recordedLines(await recordingPath(folder().path));
    assert.ok(first?.type === "session");
    return first.data;
  };

  it("says whom it waits for, and is stopped at once, with nothing left behind", async () => {
    const { open } = await start();
    const session = await engine.sessions.create({ model: MODEL });
    const heard = waits(session, () => heard.length === 1 && session.stop());
    await assert.rejects(session.send("Hello?"), /You stopped before the agent had begun/);
    assert.deepEqual(heard, [["everything"], []]);
    assert.deepEqual([session.running, session.recorded, engine.requests.length], [false, false, 0]);
    assert.deepEqual(await recordingPaths(folder().path), []);

    await open();
    assert.equal((await session.send("Hello again?")).text, "Hello.");
    const { tools, missingServers } = await header();
    assert.ok(
      tools.some(({ name }) => name === "mcp__everything__echo"),
      "the wait begins anew",
    );
    assert.equal(missingServers, undefined);
  });

  it("begins without it when the time is over, and its recording and its transcript say so", async () => {
    const { open } = await start();
    const session = await engine.sessions.create({ model: MODEL });
    waits(session, patience);
    assert.equal((await session.send("Hello?")).text, "Hello.");
    assert.deepEqual((await header()).missingServers, [{ server: "everything", state: "starting" }]);
    const transcript = new Transcript();
    for (const line of await recordedLines(await recordingPath(folder().path))) transcript.take(line);
    const [turn] = transcript.turns();
    assert.ok(turn);
    const [said, notice] = transcript.itemsOf(turn.id);
    assert.ok(said?.kind === "user" && notice?.kind === "notice");
    assert.match(notice.text, /MCP server everything was not ready when this session began/);
    assert.match(notice.advice ?? "", /start a new session to use its tools/);
    await open();
  });

  it("misses what its agent names and nobody allowed or defined, but no other server of the project", async () => {
    const touch = { command: "touch", args: ["never"] };
    const { open } = await start({ refused: touch, unnamed: touch });
    await open();
    const session = await engine.sessions.create({ model: MODEL, agent: "shopkeeper" });
    await session.send("Hello?");
    assert.deepEqual((await header()).missingServers, [
      { server: "refused", state: "needs_consent" },
      { server: "nowhere", state: "unknown" },
    ]);
  });

  it("that goes on after a restart of VS Code stops at once too, and keeps the message", async () => {
    await start();
    const session = await engine.sessions.create({ model: MODEL });
    waits(session, patience);
    await session.send("Hello?");
    await engine.dispose();
    await start();
    const again = await engine.sessions.open(session.id);
    const heard = waits(again, () => again.stop());
    assert.equal((await again.send("And now?")).failure?.failure, "cancelled");
    assert.deepEqual(heard, [["everything"], []]);
    const messages = (await recordedLines(await recordingPath(folder().path))).filter(
      ({ type }) => type === "message",
    );
    assert.match(JSON.stringify(messages.at(-1)), /And now\?/);
  });
});
