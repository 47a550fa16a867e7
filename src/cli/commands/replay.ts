import { resolve } from "node:path";
import { explain, FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { ReplayOutcome, ReplayResult, StepOutcome } from "../../core/replay.ts";
import { SettingError } from "../../core/settingKinds.ts";
import { SETTINGS, type SettingName, type Settings } from "../../core/settings.ts";
import type { Engine } from "../../engine.ts";
import { jsonLine, UsageError, type ExitCode, type Io } from "../io.ts";
import { painter, visible, type Style } from "../style.ts";

export interface ReplayCommand {
  /** A session's id or a file. */
  readonly what: string;
  /** Whether a divergence is a failure. */
  readonly check: boolean;
  readonly project: string | undefined;
  /** `NAME=VALUE`. */
  readonly set: readonly string[];
  readonly saveAsTest: string | undefined;
  readonly force: boolean;
  readonly json: boolean;
}

/** Runs a recording again in its own world and says of each step whether it came out the same. */
export async function replay(engine: Engine, command: ReplayCommand, io: Io): Promise<ExitCode> {
  const { what, check, json, saveAsTest } = command;
  const settings = settingsOf(command.set);
  const project = projectOf(command.project);
  const path = await fileOf(engine, what, io);
  if (saveAsTest !== undefined) {
    const { path: saved, redacted } = await engine.replay.saveAsTest(path, saveAsTest, command.force);
    io.err(`Saved as ${saved}${redacted > 0 ? `; ${redacted} secrets were taken out` : ""}.\n`);
    io.err(`CI runs it with: agent-flightdeck replay ${saved} --check\n`);
  }
  const onStep = (step: StepOutcome): void => {
    if (json) jsonLine(io, { type: "step", ...step });
    else io.out(`${stepText(step, io)}\n`);
  };
  let result: ReplayResult;
  try {
    result = await engine.replay.file(path, { settings, project, signal: io.interrupted, onStep });
  } catch (error) {
    if (!(error instanceof FlightdeckError)) throw error;
    if (json) jsonLine(io, { type: "replay", status: "unreadable", message: error.message });
    io.err(`${explain(error)}\n`);
    return 2;
  }
  if (json) jsonLine(io, { type: "replay", ...result });
  else io.out(resultText(result, io));
  return exitCodeOf(result, check);
}

function exitCodeOf({ status }: ReplayResult, check: boolean): ExitCode {
  if (!check || status === "reproduced") return 0;
  return status === "diverged" ? 1 : 2;
}

/** The path of a recording's lines. */
async function fileOf({ ports, sessions }: Engine, what: string, { cwd }: Io): Promise<string> {
  const path = resolve(cwd, what);
  if (/[\\/.]/.test(what) || (await ports.storage.size(path).catch(() => undefined)) !== undefined)
    return path;
  return sessions.file(what as SessionId);
}

function projectOf(project = "recorded"): "recorded" | "current" {
  if (project === "recorded" || project === "current") return project;
  throw new UsageError(`--project takes recorded or current, not ${project}.`);
}

function settingsOf(set: readonly string[]): Partial<Settings> {
  return Object.fromEntries(set.map(settingOf));
}

function settingOf(text: string): readonly [SettingName, unknown] {
  const [, name = "", value = ""] = /^(?:flightdeck\.)?([^=]+)=(.*)$/s.exec(text) ?? [];
  if (!Object.hasOwn(SETTINGS, name))
    throw new UsageError(`--set takes NAME=VALUE of a setting, not ${text}.`);
  try {
    return [name as SettingName, SETTINGS[name as SettingName].parse(valueOf(value))];
  } catch (error) {
    if (error instanceof SettingError) throw new UsageError(`--set ${name}: it ${error.message}.`);
    throw error;
  }
}

/** A text that is no JSON stands for itself. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const SIGNS: Readonly<Record<ReplayOutcome, readonly [string, Style]>> = {
  hit: ["✓ hit", "green"],
  changed: ["≠ changed", "red"],
  miss: ["✗ miss", "red"],
  not_comparable: ["· not comparable", "dim"],
};

function stepText({ index, title, outcome, why }: StepOutcome, io: Io): string {
  const [sign, style] = SIGNS[outcome];
  const text = `${String(index).padStart(4)}  ${painter(io)(style, sign.padEnd(9))}  ${visible(title)}`;
  return why === undefined ? text : `${text}\n      ${visible(why)}`;
}

function resultText(result: ReplayResult, io: Io): string {
  const { divergence, lines, note, counts, status } = result;
  const same = `${lines.same} of ${lines.recorded} lines are the same`;
  const steps = counts.hit + counts.miss + counts.changed + counts.not_comparable;
  const parts = [
    ...(divergence === undefined ? [] : ["", differing(divergence.recorded, divergence.now)]),
    ...(note === undefined ? [] : [note]),
    divergence === undefined
      ? `${painter(io)("green", "Reproduced")}: ${steps} steps, ${same}.`
      : `${painter(io)("red", status === "incomplete" ? "Differs" : "Diverged")} at step ${divergence.index}, line ${divergence.seq}: ${visible(divergence.what)} ${same}.`,
  ];
  return `${parts.join("\n")}\n`;
}

const CONTEXT = 2;
const MOST_SHOWN = 40;

/** The part in which two texts differ, line by line. */
function differing(recorded: string, now: string): string {
  const [before, after] = [recorded.split("\n"), now.split("\n")];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end++;
  const marked = (lines: readonly string[], sign: string): readonly string[] => {
    const part = lines.slice(start, lines.length - end);
    const shown = part.slice(0, MOST_SHOWN).map((line) => `${sign} ${line}`);
    return part.length > MOST_SHOWN ? [...shown, `${sign} … ${part.length - MOST_SHOWN} more lines`] : shown;
  };
  const around = before.slice(Math.max(0, start - CONTEXT), start).map((line) => `  ${line}`);
  return visible(
    ["--- recorded", "+++ now", ...around, ...marked(before, "-"), ...marked(after, "+")].join("\n"),
  );
}
