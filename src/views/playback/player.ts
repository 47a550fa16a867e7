import type { PlaybackOverview } from "./playback.ts";
import { nextStop, positionAt } from "./navigation.ts";

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const;

/** Pure: where the playhead is and how it moves. The caller lets time pass. */
export class Player {
  readonly #times: Float64Array;
  readonly #stops: PlaybackOverview["stops"];
  #position = 1;
  #time = 0;
  #playing = false;
  speed = 1;

  constructor({ times, stops }: { readonly times: Float64Array; readonly stops: PlaybackOverview["stops"] }) {
    this.#times = times;
    this.#stops = stops;
  }

  /** How many lines have been played. */
  get position(): number {
    return this.#position;
  }

  /** Milliseconds of played time. */
  get time(): number {
    return this.#time;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get length(): number {
    return this.#times.length;
  }

  get duration(): number {
    return this.#times.at(-1) ?? 0;
  }

  get atEnd(): boolean {
    return this.#position >= this.length;
  }

  /** From the beginning where it is at the end. */
  play(): void {
    if (this.atEnd) this.seek(1);
    this.#playing = this.length > 1;
  }

  pause(): void {
    this.#playing = false;
  }

  seek(position: number): void {
    this.#position = Math.min(Math.max(Math.round(position), 1), Math.max(this.length, 1));
    this.#time = this.#times[this.#position - 1] ?? 0;
  }

  seekTime(time: number): void {
    this.#time = Math.min(Math.max(time, 0), this.duration);
    this.#position = positionAt(this.#times, this.#time);
  }

  /** To the next or previous stop of a kind; of any kind where none is given. False where there is none. */
  jump(direction: 1 | -1, wanted?: number): boolean {
    this.pause();
    const position = nextStop(this.#stops, this.#position, direction, wanted);
    if (position !== undefined) this.seek(position);
    return position !== undefined;
  }

  /** One speed up or down. */
  faster(direction: 1 | -1): void {
    const at = SPEEDS.indexOf(this.speed as (typeof SPEEDS)[number]);
    this.speed = SPEEDS[Math.min(Math.max(at + direction, 0), SPEEDS.length - 1)] ?? 1;
  }

  /** Lets milliseconds of real time pass. */
  tick(elapsed: number): void {
    if (!this.#playing) return;
    this.seekTime(this.#time + elapsed * this.speed);
    if (this.#time >= this.duration) this.#playing = false;
  }
}
