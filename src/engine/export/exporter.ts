import type { RecordingKey } from "../../core/ids.ts";
import type { Disposable, Ports } from "../../core/ports.ts";
import type { Span } from "../../core/telemetry.ts";
import { ms, type EpochMs, type Ms } from "../../core/units.ts";
import type { Recordings } from "../../recording/recordings.ts";
import { toOtlp } from "../../telemetry/otlp/fromSpan.ts";
import { SpanFold } from "../../views/spans.ts";
import { backendOf, type Backend } from "./backend.ts";
import { Cursors } from "./cursors.ts";
import { isWindow } from "./ownReceiver.ts";
import { send } from "./send.ts";

export interface ExportStatus {
  /** Absent where nothing is exported. */
  readonly backend?: Backend;
  /** Spans since this process began. */
  readonly sent: number;
  readonly refused: number;
  /** Why the last try failed; absent when all is well. */
  readonly problem?: string;
}

const BATCH = 512;
const LOOK_EVERY = ms(5_000);
const LONGEST_REST = 60_000;

/** A batch with the line up to which it tells. */
interface Batch {
  readonly spans: readonly Span[];
  readonly upTo: number;
}

/**
 * Sends the spans of sessions to a backend, as they end. What was sent is noted only once the backend has it, so one
 * that is down for a while misses nothing; after a crash a span may be sent twice, with the same ids.
 */
export class Exporter implements Disposable {
  readonly #ports: Ports;
  readonly #place: () => Promise<{ readonly root: string; readonly recordings: Recordings }>;
  readonly #sizes = new Map<RecordingKey, number>();
  readonly #abort = new AbortController();
  readonly #listeners = new Set<(status: ExportStatus) => void>();
  #cursors: { readonly of: string; readonly cursors: Cursors; readonly since: EpochMs } | undefined;
  #status: ExportStatus = { sent: 0, refused: 0 };
  #failures = 0;
  #timer: Disposable | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    ports: Ports,
    place: () => Promise<{ readonly root: string; readonly recordings: Recordings }>,
  ) {
    this.#ports = ports;
    this.#place = place;
  }

  get status(): ExportStatus {
    return this.#status;
  }

  onStatus(listener: (status: ExportStatus) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** Looks every few seconds for what has ended, until `dispose`. */
  start(): void {
    this.#timer ??= this.#ports.clock.timer(ms(0), () => void this.#again());
  }

  /** What ends from now on is the backend's. Returns it, undefined where there is none. */
  async begin(): Promise<Backend | undefined> {
    const { settings, env, storage, clock } = this.#ports;
    const backend = backendOf(settings.current, env);
    if (backend === undefined || this.#cursors?.of === backend.key) return backend;
    const cursors = new Cursors(storage, (await this.#place()).root, backend);
    this.#cursors = { of: backend.key, cursors, since: await cursors.since(clock) };
    this.#sizes.clear();
    this.#failures = 0;
    return backend;
  }

  /** Sends what has ended by now. Never throws: what could not be sent waits in the recordings. */
  flush(): Promise<void> {
    const flushed = this.#flushing.then(() => this.#flush());
    this.#flushing = flushed.catch((error: unknown) =>
      this.#ports.log.warn("Spans were not exported", error),
    );
    return this.#flushing;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#abort.abort();
  }

  async #again(): Promise<void> {
    await this.flush();
    if (this.#abort.signal.aborted) return;
    this.#timer = this.#ports.clock.timer(this.#rest(), () => void this.#again());
  }

  /** Twice as long after each failure, with chance in it, so that many windows do not come together. */
  #rest(): Ms {
    if (this.#failures === 0) return LOOK_EVERY;
    const longest = Math.min(LONGEST_REST, 1_000 * 2 ** this.#failures);
    return ms(Math.max(1_000, longest * this.#ports.random.next()));
  }

  async #flush(): Promise<void> {
    const backend = await this.begin();
    if (backend === undefined) {
      if (this.#status.backend !== undefined) this.#tell({ sent: 0, refused: 0 });
      return;
    }
    this.#tell({ ...this.#status, backend });
    const { recordings } = await this.#place();
    for (const key of await recordings.list()) {
      if (!(await this.#flushRecording(key, backend, recordings))) return;
    }
  }

  /** Whether the backend took all of it. */
  async #flushRecording(key: RecordingKey, backend: Backend, recordings: Recordings): Promise<boolean> {
    const size = (await this.#ports.storage.size(recordings.path(key))) ?? 0;
    if (this.#sizes.get(key) === size || (await this.#isWrittenElsewhere(key, recordings))) return true;
    const { cursors, since } = this.#cursors!;
    const from = await cursors.of(key);
    let spans: Span[] = [];
    let upTo = from;
    const fold = new SpanFold();
    for await (const item of recordings.read(key)) {
      if (item.kind !== "line" || item.line.type !== "span") continue;
      const span = fold.take(item.line.data);
      if (item.line.data.phase !== "ended" || item.line.seq <= from) continue;
      upTo = item.line.seq;
      if ((span.end ?? item.line.wall) < since) continue;
      spans.push(span);
      if (spans.length < BATCH) continue;
      if (!(await this.#deliver({ spans, upTo }, key, backend, cursors))) return false;
      spans = [];
    }
    if (upTo > from && !(await this.#deliver({ spans, upTo }, key, backend, cursors))) return false;
    this.#sizes.set(key, size);
    return true;
  }

  /** Whoever writes a recording exports it. */
  async #isWrittenElsewhere(key: RecordingKey, recordings: Recordings): Promise<boolean> {
    const lease = await recordings.lease(key);
    const { pid, hostname } = this.#ports.platform;
    return lease.state === "held" && (lease.by.pid !== pid || lease.by.host !== hostname);
  }

  async #deliver(
    { spans, upTo }: Batch,
    key: RecordingKey,
    backend: Backend,
    cursors: Cursors,
  ): Promise<boolean> {
    if (spans.length > 0 && ((await this.#comesBack(backend)) || !(await this.#send(spans, backend))))
      return false;
    await cursors.move(key, upTo);
    return true;
  }

  /** A window of ours may have taken the port of a backend that is down: what was sent there would come back. */
  async #comesBack({ url }: Backend): Promise<boolean> {
    if (!(await isWindow(url, this.#ports.fetch, this.#abort.signal))) return false;
    this.#failures++;
    this.#tell({ ...this.#status, problem: `a window with Agent Flightdeck receives at ${url}` });
    return true;
  }

  async #send(spans: readonly Span[], backend: Backend): Promise<boolean> {
    const { platform } = this.#ports;
    const traces = toOtlp(spans, { version: platform.version, content: backend.content });
    const answer = await send(traces, backend, this.#ports, this.#abort.signal);
    switch (answer.outcome) {
      case "taken": {
        this.#failures = 0;
        const { sent, refused } = this.#status;
        this.#tell({
          backend,
          sent: sent + spans.length - answer.rejected,
          refused: refused + answer.rejected,
        });
        return true;
      }
      case "later":
        this.#failures++;
        this.#tell({ ...this.#status, problem: answer.why });
        return false;
      case "refused":
        return this.#refused(spans, backend, answer);
    }
  }

  /** A batch that is too large goes in halves; what is refused for another reason is counted and left. */
  async #refused(
    spans: readonly Span[],
    backend: Backend,
    { why, tooLarge }: { readonly why: string; readonly tooLarge: boolean },
  ): Promise<boolean> {
    if (tooLarge && spans.length > 1) {
      const half = Math.ceil(spans.length / 2);
      return (
        (await this.#send(spans.slice(0, half), backend)) && (await this.#send(spans.slice(half), backend))
      );
    }
    this.#tell({ ...this.#status, refused: this.#status.refused + spans.length, problem: why });
    this.#ports.log.warn(`${spans.length} spans were refused by ${backend.url}: ${why}`);
    return true;
  }

  #tell(status: ExportStatus): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
