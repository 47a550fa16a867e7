import type { RecordedLine } from "../../core/lines.ts";
import type { Storage } from "../../core/ports.ts";
import { readRecording } from "../../recording/reader.ts";
import { receivedLines } from "../../telemetry/receivedLines.ts";
import { openPlayback, type OpenedPlayback, type PlaybackItem } from "../../views/playback/openPlayback.ts";
import type { PlaybackMaterial, PlaybackNews, PlaybackOptions, PlaybackRequests } from "./messages.ts";

type Answers = {
  readonly [Name in keyof PlaybackRequests]: (
    args: PlaybackRequests[Name]["args"],
  ) => PlaybackRequests[Name]["result"];
};

/** One recording or trace, folded for play-back. */
export class PlaybackService {
  readonly #answers: Answers;

  private constructor({ playback, notes }: OpenedPlayback) {
    this.#answers = {
      overview: () => ({ ...playback.overview(), notes }),
      state: (query) => playback.state(query),
      trace: ({ trace }) => playback.trace(trace),
      spanPosition: ({ span }) => playback.positionOfSpan(span),
      positions: ({ seqs }) => seqs.map((seq) => playback.positionOf(seq)),
      seqAt: ({ position }) => playback.seqAt(position),
    };
  }

  /** Reads all of it. */
  static async open(
    { material }: PlaybackOptions,
    storage: Storage,
    news: (news: PlaybackNews) => void,
  ): Promise<PlaybackService> {
    const bytes = material.kind === "recording" ? await storage.size(material.path) : undefined;
    const told = (read: number): void => {
      if (bytes) news({ type: "progress", share: Math.min(1, read / bytes) });
    };
    return new PlaybackService(await openPlayback(itemsOf(material, storage), told));
  }

  answer<Name extends keyof PlaybackRequests>(
    name: Name,
    args: PlaybackRequests[Name]["args"],
  ): PlaybackRequests[Name]["result"] {
    return this.#answers[name](args);
  }
}

function itemsOf(material: PlaybackMaterial, storage: Storage): AsyncIterable<PlaybackItem> {
  if (material.kind === "recording") return readRecording(storage, material.path);
  return linesOf(receivedLines(material.spans, material.title));
}

async function* linesOf(lines: readonly RecordedLine[]): AsyncGenerator<PlaybackItem> {
  for (const line of lines) yield { kind: "line", line, end: 0 };
}
