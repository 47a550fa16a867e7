import type { RecordingKey } from "../../core/ids.ts";
import type { Disposable, Ports } from "../../core/ports.ts";
import type { Span } from "../../core/telemetry.ts";
import { ms, type EpochMs, type Ms } from "../../core/units.ts";
import type { Recordings } from "../../recording/recordings.ts";
import { SpanFold } from "../../views/spans.ts";
import { backendOf, type Backend } from "./backend.ts";
import { Cursors } from "./cursors.ts";
import { Delivery, type ExportStatus } from "./delivery.ts";
import { exportSecret } from "./exportSecret.ts";
import { ownParcel } from "./parcel.ts";
import { ReceivedQueue } from "./receivedQueue.ts";

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
  readonly #delivery: Delivery;
  #received: ReceivedQueue | undefined;
  #cursors: { readonly of: string; readonly cursors: Cursors; readonly since: EpochMs } | undefined;
  #timer: Disposable | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    ports: Ports,
    place: () => Promise<{ readonly root: string; readonly recordings: Recordings }>,
  ) {
    this.#ports = ports;
    this.#place = place;
    this.#delivery = new Delivery(ports, this.#abort.signal);
  }

  get status(): ExportStatus {
    return this.#delivery.status;
  }

  onStatus(listener: (status: ExportStatus) => void): Disposable {
    return this.#delivery.onStatus(listener);
  }

  /** Looks every few seconds for what has ended, until `dispose`. */
  start(): void {
    this.#timer ??= this.#ports.clock.timer(ms(0), () => void this.#again());
  }

  /** What ends from now on is the backend's. Returns it, undefined where there is none. */
  async begin(): Promise<Backend | undefined> {
    const { settings, env, storage, clock, secrets } = this.#ports;
    const secret = await exportSecret(secrets, settings.current);
    const backend = backendOf(settings.current, env, secret);
    if (backend === undefined || this.#cursors?.of === backend.key) return backend;
    const cursors = new Cursors(storage, (await this.#place()).root, backend);
    this.#cursors = { of: backend.key, cursors, since: await cursors.since(clock) };
    this.#sizes.clear();
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

  /** How many spans have ended that the backend has not been brought yet. */
  async waiting(): Promise<number> {
    await this.#flushing;
    const backend = await this.begin();
    if (backend === undefined) return 0;
    const { recordings } = await this.#place();
    let waiting = 0;
    for (const key of await recordings.list())
      if (!(await this.#isAllSent(key, recordings)))
        for await (const { span } of this.#unsent(key, recordings)) if (span !== undefined) waiting++;
    return waiting + ((await (await this.#receivedQueue())?.waiting(backend)) ?? 0);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#abort.abort();
    this.#received?.dispose();
  }

  async #again(): Promise<void> {
    await this.flush();
    if (this.#abort.signal.aborted) return;
    this.#timer = this.#ports.clock.timer(this.#rest(), () => void this.#again());
  }

  /** Twice as long after each failure, with chance in it, so that many windows do not come together. */
  #rest(): Ms {
    const { failures } = this.#delivery;
    if (failures === 0) return LOOK_EVERY;
    const longest = Math.min(LONGEST_REST, 1_000 * 2 ** failures);
    return ms(Math.max(1_000, longest * this.#ports.random.next()));
  }

  async #flush(): Promise<void> {
    const backend = await this.begin();
    this.#delivery.begin(backend);
    if (backend === undefined) return;
    const { recordings } = await this.#place();
    for (const key of await recordings.list()) {
      if (!(await this.#flushRecording(key, backend, recordings))) return;
    }
    await (await this.#receivedQueue())?.flush(backend, this.#delivery);
  }

  /** Undefined where the person has not chosen that received spans leave. */
  async #receivedQueue(): Promise<ReceivedQueue | undefined> {
    if (!this.#ports.settings.current["export.received"]) return undefined;
    this.#received ??= new ReceivedQueue(this.#ports, (await this.#place()).root);
    return this.#received;
  }

  /** Whether the backend took all of it. */
  async #flushRecording(key: RecordingKey, backend: Backend, recordings: Recordings): Promise<boolean> {
    const size = await this.#sizeOf(key, recordings);
    if (await this.#isAllSent(key, recordings)) return true;
    const { cursors } = this.#cursors!;
    let spans: Span[] = [];
    let upTo: number | undefined;
    for await (const { seq, span } of this.#unsent(key, recordings)) {
      upTo = seq;
      if (span === undefined) continue;
      spans.push(span);
      if (spans.length < BATCH) continue;
      if (!(await this.#deliver({ spans, upTo }, key, backend, cursors))) return false;
      spans = [];
    }
    if (upTo !== undefined && !(await this.#deliver({ spans, upTo }, key, backend, cursors))) return false;
    this.#sizes.set(key, size);
    return true;
  }

  async #isAllSent(key: RecordingKey, recordings: Recordings): Promise<boolean> {
    const size = await this.#sizeOf(key, recordings);
    return this.#sizes.get(key) === size || this.#isWrittenElsewhere(key, recordings);
  }

  async #sizeOf(key: RecordingKey, recordings: Recordings): Promise<number> {
    return (await this.#ports.storage.size(recordings.path(key))) ?? 0;
  }

  /** The lines behind the cursor that end a span; without the span where it is not this backend's. */
  async *#unsent(
    key: RecordingKey,
    recordings: Recordings,
  ): AsyncGenerator<{ readonly seq: number; readonly span?: Span }> {
    const { cursors, since } = this.#cursors!;
    const from = await cursors.of(key);
    let imported: EpochMs | undefined;
    const fold = new SpanFold();
    for await (const item of recordings.read(key)) {
      if (item.kind !== "line") continue;
      const { line } = item;
      // What was recorded elsewhere is whoever's recorded it.
      if (line.type === "session") imported = line.data.imported?.at;
      if (line.type !== "span") continue;
      const span = fold.take(line.data);
      if (line.data.phase !== "ended" || line.seq <= from) continue;
      const isEarlier = (span.end ?? line.wall) < since || (imported !== undefined && line.wall < imported);
      yield isEarlier ? { seq: line.seq } : { seq: line.seq, span };
    }
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
    const { version } = this.#ports.platform;
    const parcel = ownParcel(spans, { version, content: backend.content });
    if (!(await this.#delivery.bring(parcel, backend))) return false;
    await cursors.move(key, upTo);
    return true;
  }
}
