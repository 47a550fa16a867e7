import type { Clock, Random } from "./ports.ts";
import type { EpochMs } from "./units.ts";

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** One conversation with an agent; also `gen_ai.conversation.id` and `session.id`. */
export type SessionId = Id<"Session">;
/** One user message up to the final answer. */
export type TurnId = Id<"Turn">;
export type MessageId = Id<"Message">;
/** One HTTP attempt of a model call, as we name it. The server's own id is `ModelResponse.requestId`. */
export type RequestId = Id<"Request">;
/** The id that the model gave a `tool_use` block. */
export type ToolCallId = Id<"ToolCall">;
/** 16 bytes as 32 lower-case hex digits. */
export type TraceId = Id<"Trace">;
/** 8 bytes as 16 lower-case hex digits. */
export type SpanId = Id<"Span">;
/** The name of a recording's folder. Minted here, never taken from outside, so it is safe in a path. */
export type RecordingKey = Id<"Recording">;
/** A side file of a recording, named by the SHA-256 of its content in hex. */
export type BlobId = Id<"Blob">;

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/** 26 lower-case characters that sort by time: 48 bits of milliseconds, then 80 random bits (ULID). */
function ulid(clock: Clock, random: Random): string {
  let time = Math.floor(clock.now());
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = CROCKFORD[time % 32] + head;
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (const byte of random.bytes(16)) tail += CROCKFORD[byte % 32];
  return head + tail;
}

/** When an id that sorts by time was minted. */
const mintedAt = (id: string): number =>
  Array.from(id.slice(0, 10)).reduce((time, digit) => time * 32 + CROCKFORD.indexOf(digit), 0);

const stamp = (time: number): string =>
  new Date(time).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Mints ids from the clock and random ports, so that a replay mints the same ones. */
export class Ids {
  readonly #clock: Clock;
  readonly #random: Random;
  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }
  session = (): SessionId => ulid(this.#clock, this.#random) as SessionId;
  turn = (): TurnId => ulid(this.#clock, this.#random) as TurnId;
  message = (): MessageId => ulid(this.#clock, this.#random) as MessageId;
  request = (): RequestId => ulid(this.#clock, this.#random) as RequestId;
  trace = (): TraceId => hex(this.#random.bytes(16)) as TraceId;
  span = (): SpanId => hex(this.#random.bytes(8)) as SpanId;
  /** `20261122-101530-4f0a9c2e`: readable in a file manager, and unique. */
  recording = (): RecordingKey => `${stamp(this.#clock.now())}-${hex(this.#random.bytes(4))}` as RecordingKey;
}

const RECORDING_KEY = /^\d{8}-\d{6}-[0-9a-f]{8}$/;

/** Whether a recording began between the minting of a session's id and a moment, as the session's own did. */
export function mayRecord(key: RecordingKey, session: SessionId, until: EpochMs): boolean {
  const minted = mintedAt(session);
  if (!Number.isFinite(minted)) return false;
  return stamp(minted) <= key.slice(0, 15) && key.slice(0, 15) <= stamp(until);
}

export const isRecordingKey = (name: string): name is RecordingKey => RECORDING_KEY.test(name);
export const isBlobId = (name: string): name is BlobId => /^[0-9a-f]{64}$/.test(name);
