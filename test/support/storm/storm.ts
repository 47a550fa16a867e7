import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ApiRequest } from "../messagesApi.ts";
import { startFakeAnthropic, type RunningFake, type Step } from "../fakeAnthropic/index.ts";
import { runCliProcess, type CliOutcome } from "./cliProcess.ts";

export interface StormOptions {
  readonly folder: string;
  /** How much has to happen before it ends. */
  readonly goals: { readonly calls: number; readonly kills: number };
  readonly lanes: readonly Lane[];
}

/** One of the processes that run side by side: when it ends, another one with the same caps takes its place. */
export interface Lane {
  readonly name: string;
  /** USD. */
  readonly daily: number;
  readonly monthly?: number;
}

export interface Storm {
  readonly server: RunningFake;
  readonly home: string;
  readonly projects: readonly string[];
  readonly kills: number;
  readonly denials: number;
  /** Turns that ended in a way that nobody had in mind. */
  readonly surprises: readonly string[];
}

/** With so many, 200 kills and 2,000 calls come about with about as few processes as can be. */
const CALLS_PER_TURN = 10;
/** A page for each call of a turn: who reads the same one again and again is stopped. */
const notesPage = (page: number): string => `notes-${page}.txt`;
const KILLED = 0.5;
const INTERRUPTED = 0.08;

/** Runs the lanes, with kills at random instants, until the goals are met and a midnight has passed. */
export async function runStorm({ folder, goals, lanes }: StormOptions): Promise<Storm> {
  const server = await startFakeAnthropic({ otherwise: answerOf });
  const home = join(folder, "home");
  const projects = [join(folder, "one"), join(folder, "two")];
  for (const project of projects) {
    await mkdir(project, { recursive: true });
    for (let page = 0; page < CALLS_PER_TURN; page++)
      await writeFile(join(project, notesPage(page)), `Page ${page} of the notes about refunds.\n`.repeat(5));
  }
  await mkdir(join(home, "ledger"), { recursive: true });
  await writeFile(join(home, "settings.json"), JSON.stringify({ "flightdeck.maxTokens": 1_500 }));
  const midnight = await chooseMidnight(home);
  const state = { kills: 0, denials: 0, surprises: [] as string[] };
  const over = (): boolean =>
    Date.now() > midnight + 3_000 &&
    state.kills >= goals.kills &&
    server.fake.accepted.length + state.denials >= goals.calls;
  const runLane = async (lane: Lane, number: number): Promise<void> => {
    let usual = 1_000;
    for (let denied = 0; !over();) {
      // A lane that found its cap used up twice waits for the next day.
      if (denied >= 2 && Date.now() < midnight) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const outcome = await runCliProcess({
        project: projects[number % projects.length] ?? folder,
        home,
        env: laneEnv(lane, server.url),
        prompt: `Look at the notes, lane ${lane.name}.`,
        ...endOf(usual),
      });
      if (outcome.killed) state.kills++;
      else usual = 0.8 * usual + 0.2 * outcome.milliseconds;
      const isDenied = outcome.turn["failure"] === "budget_exceeded";
      if (isDenied) state.denials++;
      denied = isDenied ? denied + 1 : 0;
      if (!isExpected(outcome)) state.surprises.push(JSON.stringify([lane.name, outcome]));
    }
  };
  await Promise.all(lanes.map(runLane));
  return { server, home, projects, ...state };
}

export const laneEnv = ({ name, daily, monthly }: Lane, url: string): Readonly<Record<string, string>> => ({
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: `key-of-${name}`,
  FLIGHTDECK_BUDGET_DAILY: String(daily),
  FLIGHTDECK_BUDGET_MONTHLY: monthly === undefined ? "none" : String(monthly),
});

/**
 * Gives the ledger a zone in which a day ends within the next minute and a half, and returns when: the ledger keeps
 * the zone that it finds.
 */
async function chooseMidnight(home: string): Promise<number> {
  const midnight = Math.ceil((Date.now() + 25_000) / 60_000) * 60_000;
  const minuteOfDay = Math.round(midnight / 60_000) % 1_440;
  const east = minuteOfDay === 0 ? 0 : 1_440 - minuteOfDay;
  // Offsets lie between -12:00 and +14:00.
  const offset = east <= 720 ? east : east - 1_440;
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
  await writeFile(join(home, "ledger", "zone"), zone);
  return midnight;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");

/** When and how a process is ended, if it is: within the time that one usually takes. */
function endOf(usual: number): Pick<Parameters<typeof runCliProcess>[0], "end"> {
  const chance = Math.random();
  if (chance > KILLED + INTERRUPTED) return {};
  return { end: { after: 30 + Math.random() * usual, signal: chance < KILLED ? "SIGKILL" : "SIGINT" } };
}

const EXPECTED = new Set<unknown>([
  undefined,
  "budget_exceeded",
  "cancelled",
  "incomplete_stream",
  "overloaded",
]);

const isExpected = ({ killed, exitCode, turn }: CliOutcome): boolean =>
  // SIGINT ends a process that has not come to listening for it.
  killed || exitCode === null || (turn["type"] === "turn" && EXPECTED.has(turn["failure"]));

const pick = (chance: number): boolean => Math.random() < chance;

/** Reads the notes page by page, at times slowly, thinking aloud, overloaded, or cut off. */
function answerOf({ body }: ApiRequest): Step {
  if (pick(0.03))
    return {
      kind: "fault",
      fault: {
        status: 529,
        type: "overloaded_error",
        message: "Overloaded",
        headers: { "retry-after-ms": "20" },
      },
    };
  const calls = body.messages.filter(({ role }) => role === "assistant").length;
  const thoughts = pick(0.3) ? [{ type: "thinking", thinking: "The next page may say more." }] : [];
  const content =
    calls >= CALLS_PER_TURN
      ? ["The notes are about refunds."]
      : [...thoughts, "I look.", { type: "tool_use", name: "read_file", input: { path: notesPage(calls) } }];
  return {
    kind: "answer",
    content,
    ...(pick(0.2) && { pace: 4 }),
    ...(pick(0.02) && { mishap: { how: "cut", at: "content" } as const }),
  };
}
