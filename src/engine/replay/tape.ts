import type { BlobId } from "../../core/ids.ts";
import type { LineBody, RecordedLine, Recorder } from "../../core/lines.ts";
import type { RecordedClock } from "./recordedClock.ts";
import type { RecordedSession } from "./recordedSession.ts";
import type { Renaming } from "./renaming.ts";
import { comparable } from "./worldFields.ts";

/** The first line that came out differently. Without `now` it never came, without `recorded` it is one too many. */
export interface Mismatch {
  readonly at: number;
  readonly recorded?: RecordedLine;
  readonly now?: LineBody;
}

/** Takes the lines that a re-run writes and holds each against the recorded one. */
export class Tape {
  readonly #recorded: RecordedSession;
  readonly #names: Renaming;
  readonly #clock: RecordedClock;
  /** What was written last, for who looks at it. */
  position = 0;
  mismatch: Mismatch | undefined;
  /** How many lines after the mismatch were written all the same. */
  beyond = 0;
  /** Whether a tool was run after the mismatch. */
  toolRan = false;

  constructor(recorded: RecordedSession, names: Renaming, clock: RecordedClock) {
    this.#recorded = recorded;
    this.#names = names;
    this.#clock = clock;
  }

  /** The lines that one process wrote, up to this place: what it would write after that, it did not live to write. */
  recorder(until: number, blobOf: (bytes: Uint8Array) => BlobId): Recorder {
    return {
      record: (body) => {
        if (this.position < until) this.#take(body);
      },
      flush: () => Promise.resolve(),
      blob: (bytes) => Promise.resolve(blobOf(bytes)),
    };
  }

  /** The re-run did not write the line that stands next. */
  missed(): void {
    const recorded = this.#recorded.lines[this.position];
    this.mismatch ??= { at: this.position, ...(recorded && { recorded }) };
  }

  #take(body: LineBody): void {
    const at = this.position++;
    const recorded = this.#recorded.lines[at];
    if (this.mismatch !== undefined) this.beyond++;
    if (this.mismatch !== undefined && body.type === "tool") this.toolRan = true;
    const now = { ...body, data: this.#names.apply(body.data, recorded?.data) } as LineBody;
    if (recorded !== undefined) this.#clock.set(recorded);
    if (recorded !== undefined && isSame(now, recorded)) return;
    this.mismatch ??= { at, now, ...(recorded && { recorded }) };
  }
}

const isSame = (now: LineBody, recorded: RecordedLine): boolean =>
  now.type === recorded.type && comparable(now.type, now.data) === comparable(recorded.type, recorded.data);
