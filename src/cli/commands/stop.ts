import type { Engine } from "../../engine.ts";
import { jsonLine, type ExitCode, type Io } from "../io.ts";

export interface StopOptions {
  /** Lets agents run again instead. */
  readonly lift: boolean;
  readonly json: boolean;
}

/** Stops all agents of this machine, in every window and terminal, or lets them run again. */
export async function stop(engine: Engine, { lift, json }: StopOptions, io: Io): Promise<ExitCode> {
  const { emergencyStop } = engine;
  await (lift ? emergencyStop.lift(THE_CLI) : emergencyStop.stop(THE_CLI));
  const state = await emergencyStop.state();
  if (json) jsonLine(io, { stopped: state !== undefined, ...state });
  else io.out(state === undefined ? "Agents may run.\n" : STOPPED);
  return 0;
}

const THE_CLI = "the command line";
const STOPPED = "All agents are stopped. Let them run again: agent-flightdeck stop --lift\n";
