import { FlightdeckError } from "../core/failure.ts";
import type { RecordedLine } from "../core/lines.ts";
import type { SessionRecording } from "./sessionOptions.ts";

/** A session's own recording: opened when something is first to be written, and at most once at a time. */
export class OwnRecording {
  readonly #record: () => Promise<SessionRecording>;
  readonly #onLine: (line: RecordedLine) => void;
  #opened: Promise<SessionRecording> | undefined;
  #closed = false;

  constructor(record: () => Promise<SessionRecording>, onLine: (line: RecordedLine) => void) {
    this.#record = record;
    this.#onLine = onLine;
  }

  /** One that could not be opened is tried again the next time. @throws FlightdeckError once it is refused. */
  open(): Promise<SessionRecording> {
    if (this.#closed) return Promise.reject(new FlightdeckError("internal", "The session is closed."));
    this.#opened ??= this.#subscribed().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Waits until all that happened so far is written. */
  async flush(): Promise<void> {
    await (await this.#opened?.catch(() => undefined))?.recorder.flush();
  }

  /** Nothing begins to be written from now on; what is being written goes on. */
  refuse(): void {
    this.#closed = true;
  }

  /** Gives it free for others. */
  async close(): Promise<void> {
    this.refuse();
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened?.catch(() => undefined))?.close();
  }

  async #subscribed(): Promise<SessionRecording> {
    const recording = await this.#record();
    recording.onLine(this.#onLine);
    return recording;
  }
}
