import type { Handlers } from "../../../src/protocol/channel.ts";
import type { ChecklistContract } from "../../../src/protocol/checklist.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";
import { SCENARIOS } from "./data.ts";

applyTheme();
const name = asked("scenario", "mixed");
const isScenario = (text: string): text is keyof typeof SCENARIOS => Object.hasOwn(SCENARIOS, text);
let failures = name === "failing" ? 1 : 0;

const handlers: Handlers<ChecklistContract> = {
  open: () => {
    if (failures-- > 0) throw new HostError("The audit's thread ended.", "Run it again.");
    return SCENARIOS[isScenario(name) ? name : "mixed"];
  },
  run: () => undefined,
  cancel: () => undefined,
  openPlace: ({ file }) => {
    if (file === "web/server.ts")
      throw new HostError("There is no file web/server.ts.", "Run the audit again.");
  },
  openTrace: () => undefined,
  fix: () => undefined,
  explain: () => undefined,
  export: () => undefined,
};

browser.preview = installHost<ChecklistContract>(handlers);
