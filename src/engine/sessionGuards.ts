import type { AgentDefinition } from "../core/agent.ts";
import type { Ports } from "../core/ports.ts";
import type { TurnGuard } from "../core/turnGuard.ts";
import { iterationLimit } from "../safeguards/iterationLimit.ts";
import { mistakeLimit } from "../safeguards/mistakeLimit.ts";
import { noProgress } from "../safeguards/noProgress.ts";
import { repetition } from "../safeguards/repetition.ts";
import { sameError } from "../safeguards/sameError.ts";
import { ToolBreakers } from "../safeguards/toolBreaker.ts";
import { toolStorm } from "../safeguards/toolStorm.ts";
import { wallClock } from "../safeguards/wallClock.ts";
import { WorkingTime } from "../safeguards/workingTime.ts";

export interface SessionGuards {
  /** Of the session's tools; what they remember outlives a turn. */
  readonly breakers: ToolBreakers;
  readonly working: WorkingTime;
  /** Fresh ones for the turn that begins, with the limits of this moment. */
  readonly ofTurn: () => readonly TurnGuard[];
}

/** What watches a session's turns, as its person's settings and its agent's file have it. */
export function sessionGuards({ clock, settings }: Ports, agent: AgentDefinition): SessionGuards {
  const working = new WorkingTime(clock);
  const breakers = new ToolBreakers({
    errors: () => settings.current["tools.breakerErrors"],
    pause: () => settings.current["tools.breakerPause"],
  });
  const ofTurn = (): readonly TurnGuard[] => {
    const { current } = settings;
    const loops = { nudgeAfter: current["loops.nudgeAfter"], stopAfter: current["loops.stopAfter"] };
    return [
      iterationLimit(Math.min(current.maxIterations, agent.maxTurns ?? current.maxIterations)),
      wallClock({ clock, working, seconds: current.turnTimeout }),
      toolStorm(current["tools.stormErrors"]),
      mistakeLimit(current["tools.mistakes"]),
      repetition(loops),
      sameError(loops),
      noProgress(current["loops.noProgress"]),
      breakers,
    ];
  };
  return { breakers, working, ofTurn };
}
