import assert from "node:assert/strict";
import { ATTR } from "../../../src/core/attributes.ts";
import { matchesAttribute } from "../../../src/views/attributeMatch.ts";
import { attributeTerms } from "../../../src/views/spanQuery.ts";
import { agentRun } from "../../support/traces/agentRun.ts";
import { span } from "../../support/traces/manySpans.ts";
import { oddTrace } from "../../support/traces/oddTrace.ts";
import { waterfallOf, waterfallOfLines } from "./waterfallSupport.ts";

const run = waterfallOfLines(agentRun().lines.flatMap((line) => (line.type === "span" ? [line.data] : [])));

const found = (query: string, waterfall = run): readonly string[] => {
  waterfall.filter(query, false);
  const { matches } = waterfall;
  const name = (row: number) =>
    `${waterfall.columns.text("name", row)} ${waterfall.columns.text("note", row)}`.trim();
  return [
    ...new Set(
      Array.from(waterfall.tree.order)
        .filter((row) => matches?.[row] === 1)
        .map(name),
    ),
  ];
};

describe("a filter", () => {
  it("finds words in names and in what tools work on, whatever their case", () => {
    assert.deepEqual(found("README"), ["execute_tool edit_file README.md"]);
    assert.deepEqual(found("EXECUTE edit test"), ["execute_tool edit_file tests/test_api.py"]);
  });

  it("takes quoted words as they stand", () => {
    assert.deepEqual(found('"attempt 3"'), ["attempt 3"]);
  });

  it("knows kinds, states, models, tools and failures", () => {
    assert.deepEqual(found("kind:agent"), ["invoke_agent assistant"]);
    assert.deepEqual(found("status:error kind:attempt"), ["attempt 1 429", "attempt 1 529", "attempt 2 529"]);
    assert.deepEqual(found("tool:list"), ["execute_tool list_files ."]);
    assert.deepEqual(found("model:sonnet"), ["chat claude-sonnet-5-5"]);
    assert.deepEqual(found("error:overloaded"), ["attempt 1 529", "attempt 2 529"]);
    assert.deepEqual(found("status:interrupted", waterfallOf(oddTrace())), [
      "worker that vanished",
      "chat local-model",
    ]);
  });

  it("finds a failure by the words that a person reads", () => {
    assert.deepEqual(found('"rate limited"'), ["attempt 1 429"]);
  });

  it("asks for attributes, and leaves the rows until it is known which have them", () => {
    assert.deepEqual(attributeTerms('read http.status=429 "a=b" user="J Doe" x='), [
      { key: "http.status", value: "429" },
      { key: "user", value: "j doe" },
      { key: "x", value: "" },
    ]);
    run.filter("kind:attempt http.status=429", false);
    const before = Array.from(run.matches!).filter((match) => match === 1).length;
    assert.ok(before > 1);
    const row = run.matches!.indexOf(1);
    run.setFound(new Map([["http.status=429", Uint32Array.of(row, 0)]]));
    assert.deepEqual(
      Array.from(run.matches!.keys()).filter((at) => run.matches![at] === 1),
      [row],
    );
    run.setFound(new Map());
  });

  it("compares attributes whole, with * for anything, and items of lists", () => {
    const attributes = { "HTTP.Status": 429, tags: ["Blue", "red"], path: "src/api/client.py" };
    const fits = (key: string, value: string) => matchesAttribute(attributes, { key, value });
    assert.ok(
      fits("http.status", "429") && fits("tags", "blue") && fits("path", "src/*.py") && fits("path", ""),
    );
    assert.ok(fits("path", "*api*") && fits("path", "*") && fits("path", "src*api*client*"));
    assert.ok(
      !fits("http.status", "42") && !fits("tags", "green") && !fits("path", "api") && !fits("nope", ""),
    );
    assert.ok(!fits("path", "src/api/client.py*client.py"));
  });

  it("matches nothing for a kind that does not exist, and takes an unknown prefix as text", () => {
    assert.deepEqual(found("kind:nonsense"), []);
    const waterfall = waterfallOf([
      span(1, { name: "get http://host", attributes: { [ATTR.httpStatus]: 404 } }),
    ]);
    assert.deepEqual(found("http://host", waterfall), ["get http://host 404"]);
  });

  it("with no words at all is none", () => {
    run.filter("   ", true);
    assert.equal(run.matches, undefined);
  });
});
