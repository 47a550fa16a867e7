import type { Handlers } from "../../../src/protocol/channel.ts";
import type { DashboardContract } from "../../../src/protocol/dashboard.ts";
import type { RangeId } from "../../../src/views/dashboardRange.ts";
import type { DashboardView } from "../../../src/views/dashboardView.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";
import { isScenario, SCENARIOS } from "./scenarios.ts";

applyTheme();
// `large@today` is the scenario with that range picked.
const [name = "", picked] = asked("scenario", "month").split("@");
if (picked !== undefined)
  browser.sessionStorage.setItem("vscode-state", JSON.stringify({ page: { range: picked } }));
const never = new Promise<never>(() => undefined);
let failures = name === "failing" ? 1 : 0;

function show({ range }: { readonly range: RangeId }): DashboardView | Promise<never> {
  if (name === "loading") return never;
  if (failures-- > 0)
    throw new HostError("The index of the sessions stopped.", "Try again; it is made anew.");
  return SCENARIOS[isScenario(name) ? name : "month"](range);
}

const handlers: Handlers<DashboardContract> = {
  open: show,
  query: show,
  openSession: () => undefined,
  openTrace: ({ session }) => {
    if (session === "01session2")
      throw new HostError("The recording of this session was deleted.", "Reload the list of sessions.");
  },
  openBehind: () => undefined,
  openBudgetSettings: () => undefined,
  newSession: () => undefined,
};

browser.preview = installHost<DashboardContract>(handlers);
