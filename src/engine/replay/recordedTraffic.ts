import type { ModelWorld } from "../models.ts";
import { Circuit, type Admitted } from "../../safeguards/circuit.ts";
import { Lane } from "../../safeguards/lane.ts";
import { ms, type Ms } from "../../core/units.ts";
import type { FailureClass } from "../../core/failure.ts";
import type { World } from "./world.ts";

/**
 * What the sessions of the recording's process shared: how often a model had failed, how many calls ran. Others
 * made a part of it, so it is what the recording says.
 */
export const recordedTraffic = (world: World): ReturnType<ModelWorld["traffic"]> => ({
  circuit: new RecordedCircuit(world),
  lane: new RecordedLane(world),
});

class RecordedCircuit extends Circuit {
  readonly #world: World;

  constructor(world: World) {
    super(world.clock);
    this.#world = world;
  }

  override get resting(): undefined {
    return undefined;
  }

  override admit(): Admitted {
    const decision = this.#world.upcoming();
    if (decision?.safeguard === "breaker" && decision.verdict === "probe") return { kind: "probe" };
    const left = leftOf(decision, / is left alone for (\d+) s, /);
    return left === undefined ? { kind: "call" } : { kind: "rest", ...left };
  }

  override succeeded(): boolean {
    const decision = this.#world.upcoming();
    return decision?.safeguard === "breaker" && decision.verdict === "close";
  }

  override failed(): Ms | undefined {
    const decision = this.#world.upcoming();
    return decision?.safeguard === "breaker" && decision.verdict === "open" ? decision.wait : undefined;
  }
}

class RecordedLane extends Lane {
  readonly #world: World;

  constructor(world: World) {
    super(world.clock, () => Number.POSITIVE_INFINITY);
    this.#world = world;
  }

  override get full(): boolean {
    return this.#queued() !== undefined;
  }

  override get running(): number {
    return this.#queued()?.running ?? 0;
  }

  override get closedFor(): Ms {
    return leftOf(this.#world.upcoming(), / still holds; /)?.left ?? ms(0);
  }

  override async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#world.recorded.line(this.#world.tape.position - 1, "decision")?.safeguard !== "parallel")
      return;
    await this.#world.gate.inOrder(signal);
  }

  override leave(): void {
    // Nobody waits here.
  }

  #queued() {
    const decision = this.#world.upcoming();
    return decision?.safeguard === "parallel" ? decision : undefined;
  }
}

/** How long a model was left alone, and why, as the retry that met it says. */
function leftOf(
  decision: ReturnType<World["upcoming"]>,
  says: RegExp,
): { readonly left: Ms; readonly failure: FailureClass } | undefined {
  if (decision?.safeguard !== "retry") return undefined;
  const met = says.exec(decision.text);
  if (met === null) return undefined;
  const seconds = Number(met[1] ?? 0);
  const { failure, wait } = decision;
  return { left: wait > 0 ? wait : ms(seconds * 1_000), failure };
}
