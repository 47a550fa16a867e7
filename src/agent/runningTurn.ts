import type { TurnId } from "../core/ids.ts";
import type { PersonInput } from "../core/lines.ts";
import type { Clock } from "../core/ports.ts";
import type { Ms } from "../core/units.ts";

/** A turn while it runs: how it is stopped, and how its waits are skipped. */
export class RunningTurn {
  readonly id: TurnId;
  readonly abort = new AbortController();
  input: (input: PersonInput) => void = () => undefined;
  ended: Promise<unknown> = Promise.resolve();
  skip: (() => void) | undefined;

  constructor(id: TurnId) {
    this.id = id;
  }

  /** Sleeps until the time is over, the person skips it or stops the turn. */
  async wait(clock: Clock, duration: Ms): Promise<void> {
    const skipped = new AbortController();
    this.skip = () => {
      this.input({ act: "skip_wait", turn: this.id });
      skipped.abort();
    };
    try {
      await clock.sleep(duration, AbortSignal.any([this.abort.signal, skipped.signal]));
    } catch (error) {
      if (!skipped.signal.aborted) throw error;
    } finally {
      this.skip = undefined;
    }
  }
}
