import type { StoppedAll } from "../core/budget.ts";
import type { Disposable } from "../core/ports.ts";
import type { StopSwitch } from "../store/stopSwitch.ts";
import type { Sessions } from "./sessions.ts";

/** *Stop All Agents*: turns of this process end, and no process of the machine calls a model until it is lifted. */
export class EmergencyStop {
  readonly #switch: StopSwitch;
  readonly #sessions: Pick<Sessions, "live">;
  #watching: Disposable | undefined;
  /** The stop for which turns have been ended. One that begins after it is refused by its budget, which says why. */
  #obeyed: StoppedAll | undefined;

  constructor(stopSwitch: StopSwitch, sessions: Pick<Sessions, "live">) {
    this.#switch = stopSwitch;
    this.#sessions = sessions;
  }

  state(): Promise<StoppedAll | undefined> {
    return this.#switch.state();
  }

  /** @param by who did it, for a sentence: “a VS Code window”. */
  async stop(by: string): Promise<void> {
    await this.#switch.stop(by);
    this.#obeyed = await this.#switch.state();
    this.#endTurns();
  }

  async lift(by: string): Promise<void> {
    await this.#switch.lift(by);
  }

  /** Fires after any process stopped or lifted; perhaps also when nothing changed. */
  onChange(listener: () => void): Disposable {
    return this.#switch.onChange(listener);
  }

  /** From now on another process's stop ends the turns of this one. */
  obey(): void {
    if (this.#watching !== undefined) return;
    this.#watching = this.#switch.onChange(() => void this.#look());
    // No turn runs yet that a stop from before could end.
    void this.#switch.state().then(
      (stopped) => (this.#obeyed ??= stopped),
      () => undefined,
    );
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
  }

  async #look(): Promise<void> {
    // Where the switch cannot be read, the next call is refused for that reason.
    const stopped = await this.#switch.state().catch(() => undefined);
    if (stopped === this.#obeyed) return;
    this.#obeyed = stopped;
    if (stopped !== undefined) this.#endTurns();
  }

  #endTurns(): void {
    for (const session of this.#sessions.live) session.stop({ all: true });
  }
}
