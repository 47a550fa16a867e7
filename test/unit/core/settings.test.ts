import assert from "node:assert/strict";
import { Ajv2020 as Ajv } from "ajv/dist/2020.js";
import type { SettingSpec } from "../../../src/core/settingKinds.ts";
import {
  DEFAULT_SETTINGS,
  resolveSettings,
  type SettingValues,
  SETTINGS,
  type SettingName,
} from "../../../src/core/settings.ts";

const resolve = (values: Partial<Record<SettingName, SettingValues>>) =>
  resolveSettings((name) => values[name] ?? {});

/** Numbers that a workspace may set. */
const LIMITS = (Object.keys(SETTINGS) as SettingName[]).filter((name) => {
  const { scope, schema } = SETTINGS[name] as SettingSpec<unknown>;
  return scope === "window" && typeof schema["minimum"] === "number";
});
/** A pause in which a broken tool is left alone. */
const MORE_IS_STRICTER: ReadonlySet<SettingName> = new Set(["tools.breakerPause"]);

const SIMPLE: readonly unknown[] = [null, true, false, -1, 0, 1, 7.5, "", "5m", "off", "1d"];
const ODD: readonly unknown[] = [
  ...SIMPLE,
  [],
  {},
  [1],
  ["write"],
  ["claude"],
  ...["not metered", "free", "read", 1, {}, { input: 1 }].map((m) => ({ m })),
];

/** Values of every kind, and for numbers those at and beyond their limits. */
function probes({ minimum, maximum }: Readonly<Record<string, unknown>>): readonly unknown[] {
  const limits = [minimum, maximum].filter((limit) => typeof limit === "number");
  return [
    ...limits.flatMap((limit) => [limit - 1, limit - 0.5, limit, limit + 0.5, limit + 1]),
    ...ODD,
    ...[0, 100_000, 100_001, -1, "1"].map((output) => ({ m: { input: 1, output } })),
    { m: { input: 1, output: 1, cacheRead: 0.1, cacheWrite5m: 1, cacheWrite1h: 1 } },
    { m: { input: 1, output: 1, typo: 1 } },
  ];
}

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
      "receiver.enabled",
      "receiver.content",
      "export.endpoint",
      "export.headers",
      "export.content",
    ];
    assert.ok(moving.every((name) => SETTINGS[name].scope === "machine"));
  });

  it("of a workspace may tighten the user's limits, not loosen them", () => {
    for (const name of LIMITS) {
      const { minimum } = SETTINGS[name].schema as { minimum: number };
      const [low, high] = [minimum + 5, minimum + 6];
      const [strict, loose] = MORE_IS_STRICTER.has(name) ? [high, low] : [low, high];
      const looser = resolve({ [name]: { user: strict, workspace: loose } });
      const tighter = resolve({ [name]: { user: loose, workspace: strict } });
      assert.deepEqual([looser.settings[name], tighter.settings[name]], [strict, strict], name);
    }
    assert.equal(resolve({ model: { user: "a", workspace: "b" } }).settings.model, "b");
  });

  it("of a workspace bring a cap where the user has none, and never take one away", () => {
    for (const name of ["budget.session", "budget.turn"] as const) {
      const brought = resolve({ [name]: { workspace: 1 } });
      const taken = resolve({ [name]: { user: 1, workspace: null } });
      assert.deepEqual([brought.settings[name], taken.settings[name]], [1, 1]);
    }
  });

  it("are held by the person alone where nothing says which of two values is stricter", () => {
    const free = Object.entries(SETTINGS).filter(
      ([, spec]) => spec.scope === "window" && !("tighten" in spec),
    );
    assert.deepEqual(
      free.map(([name]) => name),
      // They move no key, money or content, and limit nothing.
      ["model", "audit.severity", "audit.onSave"],
    );
  });

  it("are taken and refused alike by the editor, which knows their schema, and by the engine", () => {
    const ajv = new Ajv({ strict: false });
    for (const [name, entry] of Object.entries(SETTINGS)) {
      const spec: SettingSpec<unknown> = entry;
      const fits = ajv.compile(spec.schema);
      for (const value of probes(spec.schema)) {
        const said = resolve({ [name]: { user: value } }).problems.map(({ message }) => message);
        assert.equal(said.length === 0, fits(value), `${name}: ${JSON.stringify(value)} ${said.join()}`);
      }
    }
  });

  it("accept prices with and without the cache's, and models that cost nothing", () => {
    const user = { "my-model": { input: 1, output: 2, cacheRead: 0.1 }, local: "not metered" };
    assert.deepEqual(resolve({ prices: { user } }).settings.prices, user);
  });
});
