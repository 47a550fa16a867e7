import assert from "node:assert/strict";
import type { RecordedLine } from "../../../src/core/lines.ts";
import { answer } from "../../support/messagesApi.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine } from "../../support/testEngine.ts";
import { until } from "../../support/virtualClock.ts";

const folder = useTempFolder({ "project/a.txt": "a" });

describe("whoever watches a session", () => {
  it("hears every line once and in order, whenever they join", async () => {
    const engine = testEngine({
      folder: folder().path,
      api: [() => answer(["Hello there, this is an answer of some length"])],
    });
    const session = await engine.sessions.create({ model: MODEL });
    const heard: RecordedLine[][] = [];
    const ends: (() => void)[] = [];
    const join = async (): Promise<void> => {
      const lines: RecordedLine[] = [];
      heard.push(lines);
      ends.push(await engine.sessions.feed(session, (event) => "line" in event && lines.push(event.line)));
    };
    await join();
    const joining: Promise<void>[] = [];
    session.subscribe((event) => {
      if ("line" in event && event.line.seq % 3 === 0) joining.push(join());
    });
    await session.send("one");
    await session.send("two");
    await Promise.all(joining);
    await join();
    const last = heard[0]?.at(-1)?.seq ?? 0;
    await until(() => heard.every((lines) => lines.at(-1)?.seq === last));
    for (const lines of heard)
      assert.deepEqual(
        lines.map(({ seq }) => seq),
        Array.from({ length: last + 1 }, (_, n) => n),
      );
    assert.ok(heard.length > 8);
    for (const end of ends) end();
    await session.rename("New");
    assert.ok(
      heard.every((lines) => lines.at(-1)?.seq === last),
      "and nothing after they left",
    );
    await engine.dispose();
  });
});
