import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import type { SessionId } from "../../../src/core/ids.ts";
import { sealLine, unsealLine } from "../../../src/core/lineFile.ts";
import type { RecordedLine } from "../../../src/core/lines.ts";
import type { Export } from "../../../src/engine/share/shares.ts";
import { ms } from "../../../src/core/units.ts";
import { Hours } from "../../../src/store/hours.ts";
import { RecordingFold } from "../../../src/store/recordingFold.ts";
import { migrated } from "../../../src/recording/share/migrate.ts";
import { Transcript } from "../../../src/views/transcript.ts";
import { collect } from "../../support/collect.ts";
import { FakeAnthropic, say, type Step } from "../../support/fakeAnthropic/index.ts";
import { dataOf } from "../../support/lines.ts";
import type { Block, Json } from "../../support/messagesApi.ts";
import { recordingPaths } from "../../support/sessionFiles.ts";
import { useTempFolder } from "../../support/tempFolder.ts";
import { MODEL, testEngine, type TestEngine } from "../../support/testEngine.ts";
import { VirtualClock } from "../../support/virtualClock.ts";

const LONG = Array.from({ length: 4_000 }, (_, i) => `line ${i} of the long text`).join("\n");
const BACKEND = "http://127.0.0.1:4318";
let seeds = 0;
const use = (name: string, input: object): Block => ({ type: "tool_use", name, input });
const allow = () => ({ decision: "allow", scope: "session" }) as const;
const textOf = async ({ pieces }: Export): Promise<string> => (await collect(pieces)).join("");
/** The lines of a file as objects, without their seals. */
const unsealed = (text: string): readonly Json[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const found = unsealLine(line);
      if (!found.ok) return { problem: found.problem };
      const { c: _seal, ...rest } = found.value;
      return rest;
    });
const sealed = (lines: readonly object[]): string => lines.map(sealLine).join("");

const linesOf = (engine: TestEngine, id: SessionId): Promise<readonly RecordedLine[]> =>
  collect(engine.sessions.lines(id));
const shown = (lines: readonly RecordedLine[]): readonly string[] => {
  const transcript = new Transcript();
  for (const line of lines) transcript.take(line);
  return transcript
    .turns()
    .flatMap(({ id }) => transcript.itemsOf(id))
    .map((item) =>
      item.kind === "tool"
        ? `${item.name} ${item.title} ${item.state} ${item.output}`
        : `${item.kind} ${"text" in item ? item.text : ""}`,
    );
};

const callsOf = async (of: TestEngine, session: SessionId): Promise<number> => {
  const fold = new RecordingFold(new Hours("UTC"));
  for (const line of await linesOf(of, session)) fold.take(line, { offset: 0, end: 0 });
  return fold.drain()?.calls.length ?? -1;
};

describe("a recording that is shared", () => {
  const folder = useTempFolder({ "project/a.txt": "one\n", "project/long.txt": LONG });
  const engines: TestEngine[] = [];
  let fake: FakeAnthropic;
  beforeEach(() => {
    fake = new FakeAnthropic();
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.dispose();
  });

  function engineIn(home = ".", secrets = "test-key"): TestEngine {
    const engine = testEngine({
      folder: folder().at(home),
      api: [fake.handler],
      approve: allow,
      env: { ANTHROPIC_API_KEY: secrets },
      seed: ++seeds,
      // Whoever imports does so later.
      clock: new VirtualClock({
        autoSleep: true,
        start: home === "." ? "2026-11-22T12:00:00Z" : "2026-11-23T12:00:00Z",
      }),
    });
    engines.push(engine);
    return engine;
  }

  async function session(engine: TestEngine, ...steps: readonly Step[]): Promise<SessionId> {
    fake.script(...steps);
    const made = await engine.sessions.create({ model: MODEL });
    await made.send("Read the long text");
    return made.id;
  }
  const eventful: readonly Step[] = [
    say({ type: "thinking", thinking: "look" }, "I look.", use("run_command", { command: "cat long.txt" })),
    say("Now I write.", use("edit_file", { path: "a.txt", old_text: "one", new_text: "two" })),
    say("Done."),
  ];

  async function exported(): Promise<{ engine: TestEngine; id: SessionId; text: string; path: string }> {
    const engine = engineIn();
    const id = await session(engine, say(use("read_file", { path: "a.txt" })), ...eventful);
    const text = await textOf(await engine.shares.export(id, "recording"));
    const path = folder().at("shared.jsonl");
    await writeFile(path, text);
    return { engine, id, text, path };
  }

  const recordingsElsewhere = async (): Promise<readonly string[]> =>
    (await recordingPaths(folder().path)).filter((path) => path.includes("elsewhere"));
  it("is one file with its side files, and says elsewhere what it said here", async () => {
    const { engine, id, text, path } = await exported();
    const kinds = unsealed(text).map(({ bundle, type }) => (bundle === undefined ? "line" : type));
    assert.equal(kinds[0], "export");
    assert.ok(kinds.includes("file"));
    const other = engineIn("elsewhere");
    const { session: imported, leftOut } = await other.shares.import(path);
    assert.deepEqual(leftOut, { malformed: 0, misplaced: 0, missing: 0, sideFiles: 0, secrets: 0 });
    const [there, here] = [await linesOf(other, imported), await linesOf(engine, id)];
    assert.deepEqual(shown(there), shown(here));
    assert.deepEqual(
      there.map(({ type, wall }) => [type, wall]),
      here.map(({ type, wall }) => [type, wall]),
    );
    const whole = await other.sessions.toolOutput(imported, ({ full }) => full !== undefined);
    assert.equal(whole, await engine.sessions.toolOutput(id, ({ full }) => full !== undefined));
  });

  it("has new ids, no path of the other machine, and no edit that could be undone here", async () => {
    const { engine, id, path } = await exported();
    const other = engineIn("elsewhere");
    const { session: imported } = await other.shares.import(path);
    const there = await linesOf(other, imported);
    const text = JSON.stringify(there);
    const old = JSON.stringify(await linesOf(engine, id));
    for (const each of new Set(old.match(/"[0-9a-hjkmnp-tv-z]{26}"|"[0-9a-f]{32}"|"[0-9a-f]{16}"/g)))
      assert.ok(!text.includes(each), `${each} was taken over`);
    const [header] = dataOf(there, "session");
    assert.equal(header?.agent.source, undefined);
    assert.equal(
      dataOf(there, "tool").some(({ changes }) => changes !== undefined),
      false,
    );
    assert.equal(await other.undo.edits(imported), undefined);
  });

  it("is untrusted: tainted, and what was allowed there is asked for here", async () => {
    const { path } = await exported();
    const other = engineIn("elsewhere");
    const { session: imported } = await other.shares.import(path);
    const opened = await other.sessions.open(imported);
    assert.deepEqual(
      opened.taint.map(({ kind }) => kind),
      ["import"],
    );
    await folder().write("elsewhere/project/a.txt", "one\n");
    fake.script(say(use("write_file", { path: "b.txt", content: "b" })), say("Written."));
    assert.equal((await opened.send("Go on")).failure, undefined);
    assert.equal(other.asked.length, 1);
  });

  it("counts its costs where they arose: here only what was spent here", async () => {
    const { engine, id, path } = await exported();
    const other = engineIn("elsewhere");
    const { session: imported } = await other.shares.import(path);
    assert.deepEqual([await callsOf(engine, id), await callsOf(other, imported)], [4, 0]);
    await (await other.sessions.open(imported)).send("Go on");
    assert.equal(await callsOf(other, imported), 1);
  });

  it("is not exported to the backend of whoever imports it; what they do with it is", async () => {
    const { path } = await exported();
    const clock = new VirtualClock({ autoSleep: true, start: "2026-11-01T12:00:00Z" });
    const sent: string[] = [];
    const other = testEngine({
      folder: folder().at("elsewhere"),
      api: [
        (request) => {
          if (!request.url.startsWith(BACKEND)) return fake.handler(request);
          sent.push(request.url);
          return Response.json({});
        },
      ],
      settings: { "export.endpoint": BACKEND, "export.protocol": "http/json" },
      seed: ++seeds,
      clock,
    });
    engines.push(other);
    await other.exporter.begin();
    await clock.advance(ms(60 * 24 * 3_600_000));
    const { session: imported } = await other.shares.import(path);
    await other.exporter.flush();
    assert.deepEqual([sent.length, other.exporter.status.sent], [0, 0]);
    await (await other.sessions.open(imported)).send("Go on");
    await other.exporter.flush();
    assert.ok(other.exporter.status.sent > 0);
  });

  it("loses secrets that are known now, in lines and in side files, and says where", async () => {
    const known = "a-key-that-was-no-secret-then";
    await folder().write("project/long.txt", `${LONG}\n${known}`);
    const { id } = await exported();
    await Promise.all(engines.splice(0).map((engine) => engine.dispose()));
    const later = engineIn(".", known);
    assert.ok(JSON.stringify(await linesOf(later, id)).includes(known), "it stands in the recording");
    assert.ok(!JSON.stringify(await collect(later.sessions.shown(id))).includes(known), "nobody is shown it");
    const made = await later.shares.export(id, "recording");
    const text = await textOf(made);
    assert.ok(made.report.secrets.size > 0);
    assert.ok(!text.includes(known));
    for (const { type, data } of unsealed(text)) {
      const { base64 } = data as { base64?: string };
      if (type === "file")
        assert.ok(
          !Buffer.from(base64 ?? "", "base64")
            .toString()
            .includes(known),
        );
    }
    await writeFile(folder().at("clean.jsonl"), text);
    const { leftOut } = await engineIn("elsewhere").shares.import(folder().at("clean.jsonl"));
    assert.equal(leftOut.sideFiles, 0, "side files have the name of what they are now");
  });

  it("is Markdown, and spans that are taken in like those of any program", async () => {
    const { engine, id } = await exported();
    const markdown = await textOf(await engine.shares.export(id, "markdown"));
    assert.match(markdown, /^# Read the long text\n\n## You\n\nRead the long text\n/);
    const otlp = JSON.parse(await textOf(await engine.shares.export(id, "otlp"))) as {
      resourceSpans: { scopeSpans: { spans: { name: string; attributes: { key: string }[] }[] }[] }[];
    };
    const spans = otlp.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    const chat = spans.find(({ name }) => name.startsWith("chat "));
    const keys = chat?.attributes.map(({ key }) => key) ?? [];
    for (const key of ["gen_ai.operation.name", "gen_ai.request.model", "gen_ai.usage.input_tokens"])
      assert.ok(keys.includes(key), key);
  });

  const imported = async (text: string) => {
    await writeFile(folder().at("other.jsonl"), text);
    const engine = engineIn("elsewhere");
    const result = await engine.shares.import(folder().at("other.jsonl"));
    assert.equal(await readFile(folder().at("other.jsonl"), "utf8"), text);
    return { ...result, lines: await linesOf(engine, result.session) };
  };

  const refused = async (text: string, why: RegExp) => {
    await assert.rejects(imported(text), why);
    assert.equal(await readFile(folder().at("other.jsonl"), "utf8"), text);
    assert.deepEqual(await recordingsElsewhere(), [], "nothing stays behind");
  };

  describe("is left untouched and refused, or taken in as far as it is whole, where it is", () => {
    it("of a later version", async () => {
      const { text } = await exported();
      const [first, ...rest] = unsealed(text);
      await refused(sealed([{ ...first, bundle: 2 }, ...rest]), /newer version/);
      await refused(sealed([first ?? {}, ...rest.slice(0, 3), { ...rest[3], v: 99 }]), /newer version/);
    });

    it("no recording, empty, or without its beginning", async () => {
      const { text } = await exported();
      await refused("", /no line of a recording/);
      await refused("just some text\nand more", /no line of a recording/);
      const lines = unsealed(text);
      await refused(sealed(lines.filter(({ type }) => type !== "session")), /beginning/);
      await assert.rejects(engineIn("elsewhere").shares.import(folder().at("gone.jsonl")), /no such file/);
    });

    it("torn", async () => {
      const { text } = await exported();
      const half = text.slice(0, Math.floor(text.length * 0.6));
      const { preview, lines } = await imported(half);
      assert.equal(preview.problems.torn, 1);
      const spans = dataOf(lines, "span");
      const open = new Set(spans.filter(({ phase }) => phase === "started").map(({ spanId }) => spanId));
      for (const span of spans) if (span.phase === "ended") open.delete(span.spanId);
      assert.equal(open.size, 0, "nothing is under way");
      const answered = new Set(dataOf(lines, "response").map(({ request }) => request));
      assert.ok(dataOf(lines, "request").every(({ request }) => answered.has(request)));
    });

    it("reordered, or has lines twice", async () => {
      const { text } = await exported();
      const lines = unsealed(text);
      const swapped = [
        ...lines.slice(0, 8),
        lines[9] ?? {},
        lines[8] ?? {},
        ...lines.slice(10),
        lines[5] ?? {},
      ];
      const { leftOut } = await imported(sealed(swapped));
      assert.deepEqual([leftOut.misplaced, leftOut.missing], [2, 1]);
    });

    it("edited by hand, with or without mending the checksums", async () => {
      const { text } = await exported();
      const { preview } = await imported(text.replace("I look.", "I lied."));
      assert.equal(preview.problems.checksum, 1);
      const mended = unsealed(text).map((line) =>
        line["type"] === "message"
          ? { ...line, data: { ...(line["data"] as object), content: "no list" } }
          : line,
      );
      const { leftOut, lines } = await imported(sealed(mended));
      assert.ok(leftOut.malformed > 0);
      assert.equal(dataOf(lines, "message").length, 0);
    });

    it("without its side files, or with others under their names", async () => {
      const { text } = await exported();
      const lines = unsealed(text);
      const without = await imported(sealed(lines.filter(({ type }) => type !== "file")));
      assert.equal(without.leftOut.sideFiles, 1);
      const base64 = Buffer.from("somebody else's").toString("base64");
      const swapped = lines.map((line) =>
        line["type"] === "file" ? { ...line, data: { ...(line["data"] as object), base64 } } : line,
      );
      const { preview, leftOut } = await imported(sealed(swapped));
      assert.ok(preview.damagedFiles > 0);
      assert.equal(leftOut.sideFiles, 1);
    });

    it("a recording's own file", async () => {
      const { engine, id } = await exported();
      const own = await readFile(await engine.sessions.file(id), "utf8");
      const { leftOut, preview } = await imported(own);
      assert.equal(preview.sideFiles, 0);
      assert.equal(leftOut.sideFiles, 1);
    });
  });

  it("says what it would start, and starts none of it", async () => {
    const engine = engineIn();
    const id = await session(engine, say(use("run_command", { command: "echo hello" })), say("Ran."));
    const path = folder().at("shared.jsonl");
    await writeFile(path, await textOf(await engine.shares.export(id, "recording")));
    const other = engineIn("elsewhere");
    assert.deepEqual((await other.shares.inspect(path)).commands, ["echo hello"]);
    assert.deepEqual(await recordingsElsewhere(), []);
    await other.shares.import(path);
    assert.deepEqual([other.asked.length, other.requests.length], [0, 0]);
  });
});

const titled = (add: string) => (old: RecordedLine) =>
  ({
    ...old,
    data: { act: "rename", title: `${(old.data as { title: string }).title}${add}` },
  }) as RecordedLine;

describe("a line of an older version", () => {
  it("goes through all migrations from its version to today's", () => {
    const line = { type: "input", data: { act: "rename", title: "a" } } as unknown as RecordedLine;
    const migrations = new Map([
      [1, titled("b")],
      [2, titled("c")],
    ]);
    const title = (v: number): unknown =>
      (migrated({ v }, line, migrations, 3).data as { title: string }).title;
    assert.deepEqual([title(1), title(2), title(3)], ["abc", "ac", "a"]);
  });
});
