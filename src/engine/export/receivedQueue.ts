import { join } from "node:path";
import type { OtlpResourceSpans } from "../../core/otlp.ts";
import type { Disposable, Ports } from "../../core/ports.ts";
import type { EpochMs } from "../../core/units.ts";
import { Leases, type Lease } from "../../recording/lease.ts";
import { Segments, type SegmentLine } from "../../recording/segments.ts";
import type { Backend } from "./backend.ts";
import { Cursors } from "./cursors.ts";
import type { Delivery } from "./delivery.ts";
import { countOf, receivedParcel } from "./parcel.ts";
import { logsOf, WaitingLogs, type WaitingLog } from "./waitingLogs.ts";

const BATCH_LINES = 64;

interface Following {
  readonly key: string;
  readonly cursors: Cursors;
  readonly since: EpochMs;
  readonly lease: Lease;
  readonly logs: WaitingLogs;
}

/**
 * What other programs sent, on its way to a backend: the segments themselves are the queue. Of all processes that
 * share them one does it. What came out of a file, or from a program that nobody has claimed, stays here.
 */
export class ReceivedQueue implements Disposable {
  readonly #ports: Ports;
  readonly #root: string;
  readonly #segments: Segments;
  #following: Following | undefined;

  constructor(ports: Ports, root: string) {
    this.#ports = ports;
    this.#root = root;
    this.#segments = new Segments({ ...ports, root });
  }

  /** Brings what has arrived by now. */
  async flush(backend: Backend, delivery: Delivery): Promise<void> {
    const following = await this.#follow(backend);
    if (following === undefined) return;
    // Of log records nothing leaves but what was said, so none does where that stays.
    if (!backend.content) await following.logs.forget();
    for (const segment of await this.#segments.list())
      if (!(await this.#flushSegment(segment, following, backend, delivery))) return;
    if (backend.content) await this.#flushLogs(following, backend, delivery);
  }

  /** How many spans this backend has not been brought yet; 0 where another process brings them. */
  async waiting(backend: Backend): Promise<number> {
    const following = await this.#follow(backend);
    if (following === undefined) return 0;
    let spans = 0;
    for (const segment of await this.#segments.list()) {
      const from = Math.max(0, await following.cursors.of(segment));
      for await (const { line } of this.#segments.read(segment, from))
        if (isLeaving(line, following.since)) spans += countOf(line.groups);
    }
    return spans;
  }

  dispose(): void {
    const following = this.#following;
    this.#following = undefined;
    following?.lease
      .release()
      .catch((error: unknown) => this.#ports.log.warn("The export was not given free", error));
  }

  /** Undefined where another process does it. */
  async #follow(backend: Backend): Promise<Following | undefined> {
    if (this.#following?.key === backend.key) return this.#following;
    this.dispose();
    const { storage, platform, clock } = this.#ports;
    const lease = await new Leases(storage, platform).acquire(
      join(this.#root, "export", backend.key, "received-lease"),
    );
    if ("heldBy" in lease) return undefined;
    const cursors = new Cursors(storage, this.#root, { key: join(backend.key, "received") });
    const path = join(this.#root, "export", backend.key, "waiting-logs");
    const logs = await WaitingLogs.open(storage, this.#segments, path, this.#ports.log);
    this.#following = { key: backend.key, cursors, since: await cursors.since(clock), lease, logs };
    return this.#following;
  }

  async #flushSegment(
    segment: string,
    { cursors, since, logs }: Following,
    backend: Backend,
    delivery: Delivery,
  ): Promise<boolean> {
    const from = Math.max(0, await cursors.of(segment));
    let [upTo, lines] = [from, 0];
    let groups: OtlpResourceSpans[] = [];
    let logged: WaitingLog[] = [];
    const deliver = async (): Promise<boolean> => {
      const whole = backend.content ? await logs.join(groups, logged) : groups;
      if (!(await delivery.bring(receivedParcel(whole, backend.content), backend))) return false;
      if (backend.content) await logs.settle(groups, logged);
      await cursors.move(segment, upTo);
      [groups, logged, lines] = [[], [], 0];
      return true;
    };
    for await (const { line, place } of this.#segments.read(segment, from)) {
      upTo = place.offset + place.length;
      if (!isLeaving(line, since)) continue;
      groups.push(...line.groups);
      if (backend.content) logged.push(...logsOf(line, place));
      if (++lines >= BATCH_LINES && !(await deliver())) return false;
    }
    return upTo === from || deliver();
  }

  async #flushLogs({ logs }: Following, backend: Backend, delivery: Delivery): Promise<void> {
    for (;;) {
      const due = await logs.due(this.#ports.clock.now());
      if (due === undefined || !(await delivery.bringLogs(due.logs, backend))) return;
      await due.left();
    }
  }
}

const isLeaving = ({ claimed, imported, received }: SegmentLine, since: EpochMs): boolean =>
  claimed && imported !== true && received >= since;
