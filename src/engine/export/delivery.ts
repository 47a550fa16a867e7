import type { Disposable, Ports } from "../../core/ports.ts";
import type { Backend } from "./backend.ts";
import { isWindow } from "./ownReceiver.ts";
import type { Parcel } from "./parcel.ts";
import { send } from "./send.ts";

export interface ExportStatus {
  /** Absent where nothing is exported. */
  readonly backend?: Backend;
  /** Spans since this process began. */
  readonly sent: number;
  /** Spans that the backend does not want, which are not sent again. */
  readonly refused: number;
  /** Why it refused those of the last time. */
  readonly refusal?: string;
  /** Why the last try failed, so that what has ended since waits; absent when all is well. */
  readonly problem?: string;
}

/** Brings parcels to a backend, and says how that goes. */
export class Delivery {
  readonly #ports: Ports;
  readonly #signal: AbortSignal;
  readonly #listeners = new Set<(status: ExportStatus) => void>();
  #status: ExportStatus = { sent: 0, refused: 0 };
  #failures = 0;

  constructor(ports: Ports, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  get status(): ExportStatus {
    return this.#status;
  }

  /** How many tries have failed since the last that did not. */
  get failures(): number {
    return this.#failures;
  }

  onStatus(listener: (status: ExportStatus) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** What has been sent to this backend counts from now on. */
  begin(backend: Backend | undefined): void {
    if (backend?.key !== this.#status.backend?.key) this.#failures = 0;
    if (backend !== undefined) this.#tell({ ...this.#status, backend });
    else if (this.#status.backend !== undefined) this.#tell({ sent: 0, refused: 0 });
  }

  /** Whether the backend has decided on it; else it has to be brought again later. */
  async bring(parcel: Parcel, backend: Backend): Promise<boolean> {
    if (parcel.spans === 0) return true;
    return !(await this.#comesBack(backend)) && this.#send(parcel, backend);
  }

  /** A window of ours may have taken the port of a backend that is down: what was sent there would come back. */
  async #comesBack({ url }: Backend): Promise<boolean> {
    if (!(await isWindow(url, this.#ports.fetch, this.#signal))) return false;
    this.#failures++;
    this.#tell({ ...this.#status, problem: `a window with Agent Flightdeck receives at ${url}` });
    return true;
  }

  async #send(parcel: Parcel, backend: Backend): Promise<boolean> {
    const answer = await send(parcel.traces(), backend, this.#ports, this.#signal);
    switch (answer.outcome) {
      case "taken": {
        this.#failures = 0;
        const { sent, refused, refusal } = this.#status;
        const rejected = Math.min(answer.rejected, parcel.spans);
        const why = rejected > 0 ? (answer.why ?? "it took only a part") : refusal;
        this.#tell({
          backend,
          sent: sent + parcel.spans - rejected,
          refused: refused + rejected,
          ...(why !== undefined && { refusal: why }),
        });
        return true;
      }
      case "later":
        this.#failures++;
        this.#tell({ ...this.#status, problem: answer.why });
        return false;
      case "refused":
        return this.#refused(parcel, backend, answer);
    }
  }

  /** A parcel that is too large goes in halves; what is refused for another reason is counted and left. */
  async #refused(
    { spans, halves }: Parcel,
    backend: Backend,
    { why, tooLarge }: { readonly why: string; readonly tooLarge: boolean },
  ): Promise<boolean> {
    if (tooLarge && halves !== undefined) {
      const [first, second] = halves();
      return (await this.#send(first, backend)) && (await this.#send(second, backend));
    }
    // It has answered: nothing waits for it any more.
    this.#failures = 0;
    const { sent, refused } = this.#status;
    this.#tell({ backend, sent, refused: refused + spans, refusal: why });
    this.#ports.log.warn(`${spans} spans were refused by ${backend.url}: ${why}`);
    return true;
  }

  #tell(status: ExportStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
