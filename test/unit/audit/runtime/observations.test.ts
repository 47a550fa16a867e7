import assert from "node:assert/strict";
import type { Observation } from "../../../../src/audit/runtime/observation.ts";
import type { Attributes, Span } from "../../../../src/core/telemetry.ts";
import { observationsOf } from "../../../../src/workers/receiver/running/observations.ts";
import { at, span } from "../../../support/traces/manySpans.ts";

const FOLDER = "/home/me/agent";

const HERE: Attributes = {
  "code.file.path": "/home/me/agent/src/agent.py",
  "code.line.number": 7,
  "code.function.name": "agent.ask",
};

interface Call {
  readonly from?: number;
  readonly to?: number;
  readonly parent?: number;
  readonly error?: string;
  readonly attributes?: Attributes;
}

let next = 1;
function call({ from = 0, to = from + 1_000, parent = 900, error, attributes = {} }: Call = {}): Span {
  return span(next++, {
    parent,
    name: "chat",
    start: at(from),
    end: at(to),
    status: { code: error === undefined ? "ok" : "error" },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "claude-sonnet-5-5",
      ...HERE,
      ...(error !== undefined && { "error.type": error }),
      ...attributes,
    },
  });
}

const seen = (...spans: readonly Span[]): readonly Observation[] => observationsOf(spans, FOLDER);
/** What was seen of one item, as `present 0.95`. */
const of = (item: Observation["item"], ...spans: readonly Span[]): readonly string[] =>
  seen(...spans)
    .filter((each) => each.item === item)
    .map(({ proves, confidence }) => `${proves} ${confidence}`);

/** A conversation's calls, each with its input. */
const turns = (tokens: readonly number[], conversation: string | undefined): readonly Span[] =>
  tokens.map((count, index) =>
    call({
      from: index * 2_000,
      parent: 910 + index,
      attributes: { "gen_ai.usage.input_tokens": count, "gen_ai.conversation.id": conversation },
    }),
  );

describe("What a received span shows about the call that it names", () => {
  it("is that the call is traced, at its line, however the place is written", () => {
    const ways: readonly Attributes[] = [
      {},
      { "code.file.path": "src/agent.py" },
      { "code.file.path": "./src/agent.py" },
      { "code.file.path": "file:///home/me/agent/src/agent.py" },
      { "code.file.path": "/home/me/agent/./src/agent.py" },
      { "code.file.path": "src\\agent.py" },
      { "code.file.path": undefined, "code.filepath": "src/agent.py" },
      { "code.line.number": undefined, "code.lineno": 7 },
    ];
    for (const attributes of ways) {
      const [found] = seen(call({ attributes }));
      assert.deepEqual(
        [found?.item, found?.file, found?.line, found?.function],
        ["AR03", "src/agent.py", 7, "agent.ask"],
        JSON.stringify(attributes),
      );
    }
  });

  it("keeps the path of another place, such as a container, until the file is found", () => {
    const elsewhere: readonly (readonly [said: string, kept: string])[] = [
      ["/app/src/agent.py", "/app/src/agent.py"],
      ["/home/me/agent2/a.py", "/home/me/agent2/a.py"],
      ["C:\\app\\src\\agent.py", "C:/app/src/agent.py"],
      ["file:///C:/app/src/agent.py", "C:/app/src/agent.py"],
    ];
    for (const [path, kept] of elsewhere)
      assert.equal(seen(call({ attributes: { "code.file.path": path } }))[0]?.file, kept, path);
  });

  it("is the same file whichever way Windows writes the letter of the drive", () => {
    const spans = [call({ attributes: { "code.file.path": "C:\\Users\\me\\agent\\src\\agent.py" } })];
    assert.equal(observationsOf(spans, "c:\\Users\\me\\agent")[0]?.file, "src/agent.py");
  });

  it("is nothing where the place is a package's, climbs, or lies on a network share", () => {
    const outside = [
      "/usr/lib/python3/site-packages/src/agent.py",
      "/app/node_modules/agent/src/agent.js",
      "../agent/src/agent.py",
      "/app/../home/me/agent/src/agent.py",
      "/home/me/agent/../other/agent.py",
      "\\\\server\\share\\src\\agent.py",
    ];
    for (const path of outside)
      assert.deepEqual(seen(call({ attributes: { "code.file.path": path } })), [], path);
  });

  it("is nothing without a place, or where the work is no model's", () => {
    const nowhere = {
      "code.file.path": undefined,
      "code.line.number": undefined,
      "code.function.name": undefined,
    };
    assert.deepEqual(seen(call({ attributes: nowhere })), []);
    assert.deepEqual(seen(call({ attributes: { "gen_ai.operation.name": undefined } })), []);
  });

  it("has no line where the span names a function only", () => {
    const named = { "code.file.path": undefined, "code.line.number": undefined };
    const [found] = seen(call({ attributes: named }));
    assert.deepEqual([found?.file, found?.line, found?.function], [undefined, undefined, "agent.ask"]);
  });

  it("is nothing where our own engine made it", () => {
    assert.deepEqual(seen(call({ attributes: { "otel.scope.name": "agent-flightdeck" } })), []);
    assert.deepEqual(seen(call({ attributes: { "resource.service.name": "agent-flightdeck" } })), []);
  });

  it("is nothing while it runs", () => {
    const { end: _end, ...running } = call();
    assert.deepEqual(seen({ ...running, state: "running" }), []);
  });

  it("is a cost where the program reports one, and none where we computed it", () => {
    assert.deepEqual(of("AR01", call({ attributes: { "flightdeck.cost.reported_usd": 0.012 } })), [
      "present 0.95",
    ]);
    const computed = { "flightdeck.cost_nano_usd": 12_000_000, "flightdeck.metering": "metered" };
    assert.deepEqual(of("AR01", call({ attributes: computed })), []);
  });

  it("is a retry where waits between the same call grow", () => {
    const tries = [
      call({ from: 0, to: 100, error: "RateLimitError" }),
      call({ from: 600, to: 700, attributes: { "http.response.status_code": 529 }, error: "529" }),
      call({ from: 1_900 }),
    ];
    assert.deepEqual(of("AR09", ...tries), ["present 0.95"]);
    assert.match(
      seen(...tries).find(({ item }) => item === "AR09")?.what ?? "",
      /failed 2 times \(RateLimitError\).*after 0\.5 s, 1\.2 s/,
    );
  });

  it("is likely a retry with backoff after one wait, and the weaker form without one or with equal ones", () => {
    const failed = (from: number): Span => call({ from, to: from + 100, error: "APITimeoutError" });
    assert.deepEqual(of("AR09", failed(0), call({ from: 600 })), ["present 0.7"]);
    assert.deepEqual(of("AR09", failed(0), call({ from: 101 })), ["partial 0.9"]);
    assert.deepEqual(of("AR09", failed(0), failed(1_100), call({ from: 2_200 })), ["partial 0.9"]);
  });

  it("is no retry after an error that stays, under another parent, at another line, or where none succeeds", () => {
    const failed = (error: string, more: Call = {}): Span => call({ to: 100, error, ...more });
    assert.deepEqual(of("AR09", failed("AuthenticationError"), call({ from: 600 })), []);
    assert.deepEqual(of("AR09", failed("400"), call({ from: 600 })), []);
    assert.deepEqual(of("AR09", failed("RateLimitError", { parent: 901 }), call({ from: 600 })), []);
    const other = { "code.line.number": 40 };
    assert.deepEqual(of("AR09", failed("RateLimitError"), call({ from: 600, attributes: other })), []);
    assert.deepEqual(
      of("AR09", failed("RateLimitError"), failed("RateLimitError", { from: 600, to: 700 })),
      [],
    );
    assert.deepEqual(of("AR09", failed("RateLimitError", { to: 5_000 }), call({ from: 600 })), []);
  });

  it("is the weaker form of a retry where a request was sent again, nobody says why", () => {
    assert.deepEqual(of("AR09", call({ attributes: { "http.request.resend_count": 2 } })), ["partial 0.9"]);
    assert.deepEqual(of("AR09", call({ attributes: { "http.request.resend_count": 0 } })), []);
  });

  it("is a fallback where another model answers in the place of one that failed", () => {
    const failed = call({ to: 100, error: "OverloadedError" });
    const other = { "gen_ai.request.model": "gpt-5" };
    assert.deepEqual(of("AR10", failed, call({ from: 150, attributes: other })), ["present 0.95"]);
    const elsewhere = { ...other, "code.line.number": 40 };
    assert.deepEqual(of("AR10", failed, call({ from: 150, attributes: elsewhere })), ["present 0.7"]);
  });

  it("is no fallback where both ran at once, the other failed too, or the parent is another", () => {
    const failed = call({ to: 100, error: "OverloadedError" });
    const attributes = { "gen_ai.request.model": "gpt-5" };
    assert.deepEqual(of("AR10", failed, call({ from: 50, attributes })), []);
    assert.deepEqual(of("AR10", failed, call({ from: 150, attributes, error: "500" })), []);
    assert.deepEqual(of("AR10", failed, call({ from: 150, attributes, parent: 901 })), []);
    assert.deepEqual(of("AR10", failed, call({ from: 150 })), []);
  });

  it("is that history was dropped where one conversation's input grew and then is far smaller", () => {
    assert.deepEqual(of("AR08", ...turns([1_000, 3_000, 6_000, 2_500], "c1")), ["present 0.7"]);
    assert.deepEqual(of("AR08", ...turns([1_000, 3_000, 6_000, 5_500], "c1")), []);
    assert.deepEqual(of("AR08", ...turns([1_000, 6_000, 2_500], "c1")), []);
    assert.deepEqual(of("AR08", ...turns([1_000, 3_000, 6_000, 2_500], undefined)), []);
  });

  it("is truncation where the model's service says that it compacted", () => {
    const attributes = { "gen_ai.response.finish_reasons": ["compaction"] };
    assert.deepEqual(of("AR08", call({ attributes })), ["present 0.95"]);
    assert.deepEqual(
      of("AR08", call({ attributes: { "gen_ai.response.finish_reasons": ["max_tokens"] } })),
      [],
    );
  });

  it("is told once for each place, as it was seen last", () => {
    const spans = Array.from({ length: 50 }, (_, index) => call({ from: index * 2_000 }));
    const traced = seen(...spans).filter(({ item }) => item === "AR03");
    assert.deepEqual(
      traced.map((each) => each.at),
      [at(98_000)],
    );
  });
});
