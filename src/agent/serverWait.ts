import { FlightdeckError } from "../core/failure.ts";
import type { ToolWait } from "../core/foreignTools.ts";

/** A turn's wait for MCP servers that are starting, which the person sees and may give up. */
export class ServerWait implements ToolWait {
  readonly signal: AbortSignal;
  readonly #tell: (servers: readonly string[]) => void;
  #waits = false;
  #giveUp: () => void = () => undefined;

  /** @param tell hears for whom the turn waits, and an empty list when that is over. */
  constructor(signal: AbortSignal, tell: (servers: readonly string[]) => void) {
    this.signal = signal;
    this.#tell = tell;
  }

  readonly waitsFor = (servers: readonly string[]): void => {
    this.#waits = true;
    this.#tell(servers);
    if (this.signal.aborted) this.#giveUp();
    else this.signal.addEventListener("abort", this.#giveUp, { once: true });
  };

  /**
   * Settles as the work does, or at once when the wait is given up.
   * @throws FlightdeckError then; and what the work throws.
   */
  async orGivenUp<T>(work: () => Promise<T>): Promise<T> {
    const givenUp = new Promise<never>((_resolve, reject) => {
      this.#giveUp = () => reject(whyGivenUp(this.signal));
    });
    try {
      return await Promise.race([work(), givenUp]);
    } catch (error) {
      throw this.#waits && this.signal.aborted ? whyGivenUp(this.signal) : error;
    } finally {
      this.end();
    }
  }

  /** The wait is over. */
  end(): void {
    this.signal.removeEventListener("abort", this.#giveUp);
    if (this.#waits) this.#tell([]);
  }
}

const whyGivenUp = ({ reason }: AbortSignal): FlightdeckError =>
  reason instanceof FlightdeckError
    ? reason
    : new FlightdeckError("cancelled", "You stopped before the agent had begun, so nothing was sent.", {
        advice: "Send the message again when you are ready.",
      });
