import type { SessionId, SpanId, TraceId } from "../core/ids.ts";
import type { Disposable, Ports } from "../core/ports.ts";
import { WorkerClient } from "../core/workerClient.ts";
import type { Receiver } from "./receiver.ts";
import type { Sessions } from "./sessions.ts";
import type { PlaybackTrace, PlayState, StateQuery } from "../views/playback/playback.ts";
import type {
  OpenedOverview,
  PlaybackMaterial,
  PlaybackNews,
  PlaybackOptions,
  PlaybackRequests,
} from "../workers/playback/messages.ts";

/** What a person asks to be played back. */
export type PlaybackSource =
  | { readonly session: SessionId }
  /** The absolute path of a recording file. */
  | { readonly file: string }
  /** Of another program. */
  | { readonly trace: TraceId };

/** A recording that is played back, in a worker thread of its own. Dispose it, also to cancel its opening. */
export class PlaybackClient implements Disposable {
  readonly #client: WorkerClient<PlaybackRequests, PlaybackOptions, PlaybackNews>;

  constructor(
    { workers, log }: Pick<Ports, "workers" | "log">,
    material: PlaybackMaterial,
    onProgress: (share: number) => void,
  ) {
    this.#client = new WorkerClient({
      workers,
      log,
      name: "playback",
      options: { material },
      news: ({ share }) => onProgress(share),
      texts: {
        died: "The recording could not be kept in memory.",
        advice: "Close other pages and try again, or open its trace.",
        closed: "Opening the recording was cancelled.",
      },
    });
  }

  /** @throws FlightdeckError where it is no recording that can be read, or was disposed. */
  overview(): Promise<OpenedOverview> {
    return this.#client.request("overview", undefined);
  }

  state(query: StateQuery): Promise<PlayState> {
    return this.#client.request("state", query);
  }

  trace(trace: TraceId): Promise<PlaybackTrace | undefined> {
    return this.#client.request("trace", { trace });
  }

  /** Where a span ended, or began; undefined where it is not known. */
  spanPosition(span: SpanId): Promise<number | undefined> {
    return this.#client.request("spanPosition", { span });
  }

  /** Where lines stand, by their numbers. */
  positions(seqs: readonly number[]): Promise<readonly number[]> {
    return this.#client.request("positions", { seqs });
  }

  /** The number of the line that was played last at a position. */
  seqAt(position: number): Promise<number> {
    return this.#client.request("seqAt", { position });
  }

  dispose(): void {
    this.#client.dispose();
  }
}

interface PlaybackRooms {
  readonly ports: Ports;
  readonly sessions: Pick<Sessions, "flush" | "file">;
  readonly receiver: () => Promise<Receiver>;
}

/** @throws FlightdeckError where there is no such session or trace. */
export async function openPlayback(
  { ports, sessions, receiver }: PlaybackRooms,
  source: PlaybackSource,
  onProgress: (share: number) => void,
): Promise<PlaybackClient> {
  return new PlaybackClient(ports, await materialOf(source, sessions, receiver), onProgress);
}

async function materialOf(
  source: PlaybackSource,
  sessions: PlaybackRooms["sessions"],
  receiver: PlaybackRooms["receiver"],
): Promise<PlaybackMaterial> {
  if ("file" in source) return { kind: "recording", path: source.file };
  if ("session" in source) {
    await sessions.flush(source.session);
    return { kind: "recording", path: await sessions.file(source.session) };
  }
  const traces = await receiver();
  const [summary] = (await traces.list({ text: source.trace, limit: 1 })).traces;
  const title = summary?.name ?? source.trace.slice(0, 8);
  return { kind: "spans", title, spans: await traces.spans(source.trace) };
}
