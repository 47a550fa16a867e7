import { resolve } from "node:path";
import { FlightdeckError } from "../../core/failure.ts";
import type { SessionId } from "../../core/ids.ts";
import type { Engine } from "../../engine.ts";
import { jsonLine, UsageError, type ExitCode, type Io } from "../io.ts";
import { reportedTurn } from "./run.ts";

export interface ForkAtOptions {
  /** A session's id, or a file with an exported recording. */
  readonly session: string;
  /** A step's number, from 0, as `replay` lists them. */
  readonly step: string;
  readonly prompt: string | undefined;
  readonly model: string | undefined;
  readonly json: boolean;
}

/** `replay SESSION --fork-at STEP`: a new session goes on live from a step of an earlier one. */
export async function forkAt(engine: Engine, options: ForkAtOptions, io: Io): Promise<ExitCode> {
  const { prompt: message, model, json } = options;
  const from = await sessionOf(engine, options.session, io);
  const at = await engine.forks.lineOfStep(from, stepOf(options.step));
  const edit = {
    ...(message !== undefined && { message }),
    ...(model !== undefined && { model: engine.models.refOf(model) }),
  };
  const { session, prompt, goesOn, notes, changedFiles } = await engine.forks.fork({ from, at, edit });
  if (json) jsonLine(io, { type: "fork", sessionId: session.id, parent: from, seq: at, notes, changedFiles });
  else io.err([`Forked ${from} into ${session.id}.`, ...notes, ""].join("\n"));
  if (!goesOn && prompt === undefined)
    throw new FlightdeckError("invalid_request", "The session has its final answer at this step.", {
      advice: `Say what comes next: add --prompt TEXT, or use run --session ${session.id} --prompt TEXT.`,
    });
  const begin = () => (goesOn ? session.goOn() : session.send(prompt ?? ""));
  return reportedTurn(session, { json, timeout: undefined, clock: engine.ports.clock, begin }, io);
}

/** A file's recording is taken in first: a fork needs a parent that stays. */
async function sessionOf({ ports, shares }: Engine, what: string, { cwd, err }: Io): Promise<SessionId> {
  const path = resolve(cwd, what);
  const isFile = /[\\/.]/.test(what) || (await ports.storage.size(path).catch(() => undefined)) !== undefined;
  if (!isFile) return what as SessionId;
  const { session } = await shares.import(path);
  err(`Imported ${what} as ${session}.\n`);
  return session;
}

function stepOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`--fork-at takes a step's number, from 0, not ${text}.`);
}
