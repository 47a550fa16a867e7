import assert from "node:assert/strict";
import { readConfig } from "../../../src/audit/project/config.ts";

describe("A JSON file of configuration", () => {
  it("says its values with their keys and lines", () => {
    const text =
      '{\n  "router": {\r\n    "models": ["a", {"b": null}],\n    "limit": -1.5e3\n  },\n  "on": true }\n';
    assert.deepEqual(readConfig("x.json", "json", text).values, [
      { key: "router.models.0", value: "a", line: 3 },
      { key: "router.models.1.b", value: null, line: 3 },
      { key: "router.limit", value: -1500, line: 4 },
      { key: "on", value: true, line: 6 },
    ]);
  });

  it("is Grafana's where it has panels", () => {
    assert.equal(
      readConfig("x.json", "json", '{"dashboard":{"panels":[{"title":"Errors"}]}}').kind,
      "grafana",
    );
  });

  it("is broken where it ends too early, and says so", () => {
    const { values, broken } = readConfig("x.json", "json", '{"a": [1, 2');
    assert.deepEqual(values, []);
    assert.match(broken ?? "", /\S/);
  });

  it("has the same values when a comma too many makes it YAML", () => {
    const [strict, lax] = ['{"a": "\\u00e9", "b": [1, 2]}', '{"a": "\\u00e9", "b": [1, 2],}'].map(
      (text) => readConfig("x.json", "json", text).values,
    );
    assert.deepEqual(lax, strict);
    assert.equal(strict?.length, 3);
  });
});
