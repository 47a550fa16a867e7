import assert from "node:assert/strict";
import * as budget from "../../../src/audit/tables/budget.ts";
import * as cost from "../../../src/audit/tables/cost.ts";
import * as dashboards from "../../../src/audit/tables/dashboards.ts";
import * as fallback from "../../../src/audit/tables/fallback.ts";
import * as injection from "../../../src/audit/tables/injection.ts";
import * as localModels from "../../../src/audit/tables/localModels.ts";
import * as rawHttp from "../../../src/audit/tables/rawHttp.ts";
import * as retry from "../../../src/audit/tables/retry.ts";
import * as sinks from "../../../src/audit/tables/sinks.ts";
import * as state from "../../../src/audit/tables/state.ts";
import * as telemetry from "../../../src/audit/tables/telemetry.ts";
import * as toolShapes from "../../../src/audit/tables/toolShapes.ts";
import { CALLS } from "../../audit/tables/calls.ts";
import { RELIABILITY } from "../../audit/tables/reliability.ts";
import { UPKEEP } from "../../audit/tables/upkeep.ts";

const TABLES = { ...CALLS, ...RELIABILITY, ...UPKEEP };

/** Words that rules look for in names and texts: they have no rows. */
const WORDS: ReadonlySet<string> = new Set([
  "DAY",
  "SPENT",
  "LIMIT",
  "DAY_WORDS",
  "STORE_WORDS",
  "PRICE_NAMES",
  "ERROR_SIGNAL",
  "DASHBOARD_RESOURCES",
  "DEPLOY_FILES",
  "MODEL_LIST_NAMES",
  "DETECTOR_TEXT",
  "DETECTOR_NAMES",
  "LOCAL_ENDPOINT",
  "SLEEP_NAMES",
  "CHECKS",
  "IN_MEMORY",
  "HISTORY_NAMES",
  "WRITES",
  "READS",
  "GENAI_TEXT",
  "MANUAL_SPANS",
  "VENDOR_ENV",
  "ZERO_CODE",
  "STEP_LIMIT_NAMES",
  "PRICE_IN_USAGE",
  "USAGE_OBJECTS",
  "HISTORY_WORDS",
  "BINDERS",
  "OTHER_ENDPOINTS",
  "TOKEN_LIMIT_NAMES",
  "USED_TOKENS",
  "TEMPLATE_CUT",
]);

describe("The audit's knowledge", () => {
  for (const [table, check] of Object.entries(TABLES)) {
    it(`fires for every row of ${table}`, async () => {
      assert.equal((await check()).join("\n"), "");
    });
  }

  it("has no table without such a test", () => {
    const all = [
      budget,
      cost,
      dashboards,
      fallback,
      injection,
      localModels,
      rawHttp,
      retry,
      sinks,
      state,
      telemetry,
      toolShapes,
    ];
    const known = new Set([...Object.keys(TABLES), ...WORDS]);
    assert.deepEqual(
      all.flatMap((tables) => Object.keys(tables)).filter((name) => !known.has(name)),
      [],
    );
  });
});
