import type { Disposable, Ports } from "../../core/ports.ts";
import type { Backend } from "./backend.ts";
import { isWindow } from "./ownReceiver.ts";
import type { Parcel } from "./parcel.ts";
import { logsRequest } from "./parcelLogs.ts";
import { send } from "./send.ts";
import type { LeavingLog } from "./waitingLogs.ts";

export interface ExportStatus {
  /** Absent where nothing is exported. */
  readonly backend?: Backend;
  /** Spans since this process began. */
  readonly sent: number;
  /** Spans that the backend does not want, which are not sent again. */
  readonly refused: number;
  /** Why it refused those of the last time. */
  readonly refusal?: string;
  /** What was logged in spans that had left already, and went after them; absent where there was none. */
  readonly logs?: LateLogs;
  /** Why the last try failed, so that what has ended since waits; absent when all is well. */
  readonly problem?: string;
}

/** Log records since this process began. */
export interface LateLogs {
  readonly sent: number;
  readonly refused: number;
  /** Why the backend refused those of the last time. */
  readonly refusal?: string;
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

  /** The same for log records. One that the backend refuses is counted and left. */
  async bringLogs(logs: readonly LeavingLog[], backend: Backend): Promise<boolean> {
    if (logs.length === 0) return true;
    if (await this.#comesBack(backend)) return false;
    const answer = await send(logsRequest(logs), backend, this.#ports, this.#signal);
    if (answer.outcome === "later") {
      this.#failures++;
      this.#tell({ ...this.#status, problem: answer.why });
      return false;
    }
    this.#failures = 0;
    const { problem: _, ...status } = this.#status;
    const { sent, refused, refusal } = status.logs ?? { sent: 0, refused: 0 };
    const rejected = answer.outcome === "taken" ? Math.min(answer.rejected, logs.length) : logs.length;
    const why = rejected > 0 ? (answer.why ?? "it took only a part") : refusal;
    const news = { sent: sent + logs.length - rejected, refused: refused + rejected };
    this.#tell({ ...status, logs: { ...news, ...(why !== undefined && { refusal: why }) } });
    return true;
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
        const { sent, refused, refusal, logs } = this.#status;
        const rejected = Math.min(answer.rejected, parcel.spans);
        const why = rejected > 0 ? (answer.why ?? "it took only a part") : refusal;
        this.#tell({
          backend,
          sent: sent + parcel.spans - rejected,
          refused: refused + rejected,
          ...(why !== undefined && { refusal: why }),
          ...(logs && { logs }),
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
    const { sent, refused, logs } = this.#status;
    this.#tell({ backend, sent, refused: refused + spans, refusal: why, ...(logs && { logs }) });
    this.#ports.log.warn(`${spans} spans were refused by ${backend.url}: ${why}`);
    return true;
  }

  #tell(status: ExportStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
