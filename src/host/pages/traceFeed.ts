import type { SessionId, TraceId } from "../../core/ids.ts";
import type { RecordedLine } from "../../core/lines.ts";
import type { Engine } from "../../engine.ts";
import type { TraceClock } from "../../protocol/trace.ts";
import { SessionTraces } from "../../views/sessionTraces.ts";
import type { SessionViews } from "../sessionViews.ts";
import { JoinedSpans } from "./joinedSpans.ts";

/** What changed in a session's traces. */
export interface TraceChange {
  readonly trace?: TraceId;
  readonly list: boolean;
}

/** A session's traces, read from its recording and kept up to date while some process writes it. */
export class TraceFeed {
  readonly traces = new SessionTraces();
  readonly #engine: Engine;
  #live = false;
  #joined: JoinedSpans | undefined;
  #end: () => void = () => undefined;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  static async open(
    engine: Engine,
    views: SessionViews,
    id: SessionId,
    changed: (change: TraceChange) => void,
  ): Promise<TraceFeed> {
    const feed = new TraceFeed(engine);
    let reading = true;
    const take = (line: RecordedLine): void => {
      const change = feed.traces.take(line);
      if (!reading) changed(change);
    };
    const view = await views.find(id);
    if (view !== undefined) await feed.#follow(view, views, take);
    else if ((await engine.sessions.writer(id)) === "none") await feed.#read(id, take);
    else await feed.#followElsewhere(id, take);
    const { receiverNow } = engine;
    if (receiverNow !== undefined)
      feed.#joined = await JoinedSpans.open(receiverNow, feed.traces, (trace) =>
        changed({ trace, list: false }),
      );
    reading = false;
    return feed;
  }

  /** What programs that the session started have sent into its traces. */
  get joined(): JoinedSpans | undefined {
    return this.#joined;
  }

  clock(trace: TraceId): TraceClock {
    const origin = this.traces.table(trace)?.origin ?? 0;
    const running = this.traces
      .choices()
      .some((choice) => choice.trace === trace && choice.state === "running");
    return { live: this.#live && running, now: this.#engine.ports.clock.now() - origin };
  }

  dispose(): void {
    this.#end();
    this.#joined?.dispose();
  }

  async #follow(
    view: Awaited<ReturnType<SessionViews["open"]>>,
    views: SessionViews,
    take: (line: RecordedLine) => void,
  ): Promise<void> {
    const hold = views.hold(view);
    const end = await this.#engine.sessions.feed(view.session, (event) => {
      if ("line" in event) take(event.line);
    });
    this.#live = true;
    this.#end = () => {
      end();
      hold.dispose();
    };
  }

  async #followElsewhere(id: SessionId, take: (line: RecordedLine) => void): Promise<void> {
    const following = await this.#engine.sessions.follow(id, take);
    this.#live = true;
    this.#end = () => following.dispose();
  }

  async #read(id: SessionId, take: (line: RecordedLine) => void): Promise<void> {
    for await (const line of this.#engine.sessions.shown(id)) take(line);
    this.traces.interrupt();
  }
}
