import type { ChatContract } from "../../../src/protocol/chat.ts";
import type { Handlers } from "../../../src/protocol/channel.ts";
import { epochMs } from "../../../src/core/units.ts";
import type { TranscriptItem } from "../../../src/views/transcriptItems.ts";
import { browser, HostError, installHost } from "../fakeHost.ts";
import { applyTheme, asked } from "../page.ts";
import { SCENARIOS, type Scenario, type ScenarioName } from "./scenarios.ts";

applyTheme();
const name = asked("scenario", "asking") as ScenarioName;
const scenario: Scenario = SCENARIOS[name]();
const never = new Promise<never>(() => undefined);
let failures = name === "failing" ? 1 : 0;

const nothing = (): void => undefined;
const handlers: Handlers<ChatContract> = {
  open: () => {
    if (name === "loading") return never;
    if (failures-- > 0)
      throw new HostError(
        "The session's recording cannot be read: permission denied.",
        "Mend the folder's permissions, then try again.",
      );
    return { ...scenario.snapshot, now: epochMs(Date.now()) };
  },
  items: ({ turns }) => turns.flatMap((turn): readonly TranscriptItem[] => scenario.all?.get(turn) ?? []),
  send: ({ text }) => {
    if (text.includes("fail"))
      throw new HostError(
        "The message could not be sent: the disk is full.",
        "Free disk space, then try again.",
      );
  },
  stop: nothing,
  skipWait: nothing,
  retry: nothing,
  edit: nothing,
  goOn: nothing,
  fork: nothing,
  switchTo: nothing,
  answer: nothing,
  openDiff: nothing,
  openOutput: nothing,
  openFile: ({ path }) => {
    if (path.includes("settings"))
      throw new HostError(`There is no file ${path} in this project.`, "It may have been moved.");
  },
  openSpan: nothing,
  openTrace: nothing,
  pickAgent: nothing,
  pickModel: nothing,
  newSession: nothing,
  handOff: ({ index }) => {
    if (index === 2) throw new HostError("This hand-off is no longer offered.", "Pick the agent above.");
  },
  findFiles: ({ query }) => FILES.filter((path) => path.includes(query)),
  commands: () => [
    { id: "simulate", label: "/simulate", detail: "Produces a failure, such as rate_limit" },
    { id: "summary", label: "/summary", detail: "Summarises the conversation" },
  ],
  runCommand: nothing,
  enterPrice: nothing,
  copy: nothing,
  undoTurn: nothing,
  clearTaint: nothing,
  stopThere: nothing,
};

const FILES = ["src/api.py", "src/settings.py", "src/flow/step_1.py", "tests/test_api.py", "README.md"];

browser.preview = installHost<ChatContract>(handlers);
performance.mark("host ready");
