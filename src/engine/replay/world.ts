import type { SpanId } from "../../core/ids.ts";
import type { Decision } from "../../core/decisions.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { ModelRequest } from "../../core/model.ts";
import type { Settings } from "../../core/settings.ts";
import { Gate } from "./gate.ts";
import { RecordedClock } from "./recordedClock.ts";
import type { RecordedSession } from "./recordedSession.ts";
import { Renaming } from "./renaming.ts";
import { Tape } from "./tape.ts";

/** What the parts of a recorded world share: the recording, how far it has been written again, and what waits. */
export class World {
  readonly recorded: RecordedSession;
  readonly gate: Gate;
  readonly clock: RecordedClock;
  readonly names: Renaming;
  readonly tape: Tape;
  settings: Settings;
  /** Up to which line the process wrote that is run again. */
  until = 0;
  /** The tool whose result is being looked at. */
  tool: SpanId | undefined;
  /** The first request that left after the mismatch. */
  request: ModelRequest | undefined;

  constructor(recorded: RecordedSession, settings: Settings) {
    this.recorded = recorded;
    this.settings = settings;
    this.gate = new Gate(recorded);
    this.clock = new RecordedClock(recorded.header.zone, (signal) => this.gate.inOrder(signal));
    this.names = new Renaming(this.clock);
    this.tape = new Tape(recorded, this.names, this.clock);
    const [first] = recorded.lines;
    if (first !== undefined) this.clock.set(first);
  }

  /** A span of the re-run as the recording calls it. */
  span({ spanId }: { readonly spanId: SpanId }): SpanId {
    return this.names.recorded(spanId);
  }

  /** The line that stands next, where it is a decision; its event on a span may stand before it. */
  upcoming(): Decision | undefined {
    const line = this.#afterEvents(this.tape.position);
    return line?.type === "decision" ? line.data : undefined;
  }

  /** How the attempt that is being made was admitted: the next such decision before its request leaves. */
  admission(): Extract<Decision, { safeguard: "budget" }> | undefined {
    for (let at = this.tape.position; at < this.recorded.lines.length; at++) {
      const line = this.recorded.lines[at];
      if (line?.type === "request" || line?.type === "input") return undefined;
      if (line?.type !== "decision" || line.data.safeguard !== "budget") continue;
      if (line.data.verdict === "reserve" || line.data.verdict === "deny") return line.data;
    }
    return undefined;
  }

  #afterEvents(from: number): RecordedLine | undefined {
    return this.recorded.lines
      .slice(from, from + 4)
      .find(
        (line) =>
          !(
            line.type === "span" &&
            line.data.phase === "event" &&
            line.data.event.name.startsWith("flightdeck.")
          ),
      );
  }
}

/** What never comes. */
export const never = (): Promise<never> => new Promise(() => undefined);
