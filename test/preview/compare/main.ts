import type { Handlers } from "../../../src/protocol/channel.ts";
import type { CompareContract } from "../../../src/protocol/compare.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";
import { isScenario, SCENARIOS } from "./scenarios.ts";

applyTheme();
const name = asked("scenario", "fork");
const never = new Promise<never>(() => undefined);
let failures = name === "failing" ? 1 : 0;

const handlers: Handlers<CompareContract> = {
  open: () => {
    if (name === "loading") return never;
    if (failures-- > 0)
      throw new HostError(
        "One of the sessions was deleted.",
        "Compare others: Flightdeck: Compare Sessions.",
      );
    return SCENARIOS[isScenario(name) ? name : "fork"]();
  },
  openDiff: () => undefined,
  openSession: () => undefined,
  openTrace: ({ side }) => {
    if (side === "right")
      throw new HostError("The recording of this session was deleted.", "Reload the list of sessions.");
  },
  swap: () => undefined,
};

browser.preview = installHost<CompareContract>(handlers);
