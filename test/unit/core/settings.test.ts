import assert from "node:assert/strict";
import {
  DEFAULT_SETTINGS,
  resolveSettings,
  SETTINGS,
  type SettingName,
  type SettingValues,
} from "../../../src/core/settings.ts";

const resolve = (values: Partial<Record<SettingName, SettingValues>>) =>
  resolveSettings((name) => values[name] ?? {});

describe("settings", () => {
  it("have their defaults where nothing is said, and the defaults are valid", () => {
    assert.deepEqual(resolve({}), { settings: DEFAULT_SETTINGS, problems: [] });
    for (const spec of Object.values(SETTINGS)) assert.deepEqual(spec.parse(spec.default), spec.default);
  });

  it("take null for no cap, as something else than the default", () => {
    const { settings } = resolve({ "budget.daily": { user: null }, "budget.monthly": { user: 0 } });
    assert.deepEqual([settings["budget.daily"], settings["budget.monthly"]], [null, 0]);
    assert.equal(DEFAULT_SETTINGS["budget.daily"], 5);
  });

  it("report what cannot be used by name and reason, and go on with the default", () => {
    const unusable: readonly (readonly [SettingName, unknown, RegExp])[] = [
      ["maxTokens", "many", /must be a number/],
      ["maxTokens", 2_000.5, /whole number/],
      ["maxTokens", 12, /at least 1024/],
      ["maxTokens", 1e9, /at most 128000/],
      ["idleTimeout", Number.NaN, /must be a number/],
      ["model", 5, /must be a text/],
      ["anthropic.baseUrl", "ollama", /must be a URL/],
      ["anthropic.baseUrl", "file:///etc/passwd", /http or https/],
      ["budget.daily", -1, /amount in USD/],
      ["budget.daily", "5", /amount in USD/],
      ["budget.daily", Number.POSITIVE_INFINITY, /amount in USD/],
      ["approvals.alwaysAllow", "write", /must be a list/],
      ["approvals.alwaysAllow", ["everything"], /not "everything"/],
      ["spans.content", "yes", /true or false/],
      ["anthropic.promptCaching", "2h", /must be one of off, 5m, 1h/],
      ["tools.effects", ["x"], /must map tool names/],
      ["tools.effects", { "mcp__*": "harmless" }, /mcp__\*: knows read, write/],
      ["prices", [], /must map model ids/],
      ["prices", { m: 5 }, /m: must be a price/],
      ["prices", { m: { input: 1 } }, /m: needs input and output/],
      ["prices", { m: { input: 1, output: -1 } }, /m.output: must be a number/],
      ["prices", { m: { input: 1, output: Number("1e999") } }, /m.output: must be a number/],
      ["prices", { m: { input: 1, output: 1, outptu: 1 } }, /does not know outptu/],
    ];
    for (const [name, user, message] of unusable) {
      const { settings, problems } = resolve({ [name]: { user } });
      assert.deepEqual(settings, DEFAULT_SETTINGS, name);
      assert.equal(problems.length, 1, name);
      assert.match(problems[0]?.message ?? "", message);
      assert.ok(problems[0]?.message.startsWith(`flightdeck.${name} `));
    }
  });

  it("of a workspace count only where they move no key, money or content", () => {
    for (const [name, { scope }] of Object.entries(SETTINGS)) {
      if (scope !== "machine") continue;
      const { settings, problems } = resolve({ [name]: { workspace: "https://elsewhere.example" } });
      assert.deepEqual([settings, problems], [DEFAULT_SETTINGS, []], name);
    }
    const moving: readonly SettingName[] = [
      "anthropic.baseUrl",
      "prices",
      "budget.daily",
      "budget.monthly",
      "approvals.alwaysAllow",
      "spans.content",
    ];
    assert.ok(moving.every((name) => SETTINGS[name].scope === "machine"));
  });

  it("of a workspace may tighten the user's limits, not loosen them", () => {
    for (const name of ["maxTokens", "maxIterations", "idleTimeout", "commandTimeout"] as const) {
      const { minimum } = SETTINGS[name].schema as { minimum: number };
      const looser = resolve({ [name]: { user: minimum + 10, workspace: minimum + 20 } });
      const tighter = resolve({ [name]: { user: minimum + 10, workspace: minimum + 5 } });
      assert.deepEqual([looser.settings[name], tighter.settings[name]], [minimum + 10, minimum + 5]);
    }
    assert.equal(resolve({ model: { user: "a", workspace: "b" } }).settings.model, "b");
  });

  it("accept prices with and without the cache's, and models that cost nothing", () => {
    const user = { "my-model": { input: 1, output: 2, cacheRead: 0.1 }, local: "not metered" };
    assert.deepEqual(resolve({ prices: { user } }).settings.prices, user);
  });
});
