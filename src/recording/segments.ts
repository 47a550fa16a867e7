import { join } from "node:path";
import type { JsonBytes } from "../core/jsonBytes.ts";
import { readLineBytes, readLines, sealed, sealedBytes, unsealLine } from "../core/lineFile.ts";
import type { OtlpLogRecord, OtlpResourceSpans } from "../core/otlp.ts";
import type { Appender, Clock, Random, Storage } from "../core/ports.ts";
import { epochMs, type EpochMs } from "../core/units.ts";

/**
 * Received spans as they came: sealed lines (`core/lineFile.ts`) of
 * `{"v":1,"t":wallMs,"claimed":true,"token":true,"spans":[…],"logs":[…]}` in files of an hour each. Every process writes files of its own.
 */
const SEGMENT_VERSION = 1;

export interface SegmentLine {
  /** When it was received. */
  readonly received: EpochMs;
  /** Whether the sender belongs to this workspace. */
  readonly claimed: boolean;
  /** It showed the token of this workspace, so a program sent it that was started here. */
  readonly token?: true;
  /** Out of a file that a person has read in, not sent by a program. */
  readonly imported?: true;
  readonly groups: readonly OtlpResourceSpans[];
  /** What was logged in spans of this line or others. */
  readonly logs?: readonly OtlpLogRecord[];
}

/** What a line says of its spans. */
export type SegmentHead = Omit<SegmentLine, "groups" | "logs">;

/** Where a line lies. */
export interface SegmentPlace {
  readonly segment: string;
  readonly offset: number;
  readonly length: number;
}

export const segmentsFolder = (storage: string): string => join(storage, "traces");

const EMPTY_LINE = "\n";

const SEGMENT_NAME = /^\d{8}-\d{2}-[0-9a-f]{8}\.jsonl$/;

export interface SegmentsOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  /** The storage folder of the workspace. */
  readonly root: string;
}

interface OpenSegment {
  readonly name: string;
  readonly appender: Appender;
  size: number;
}

/** The received spans of a workspace: appends them to this process's files, reads those of all. */
export class Segments {
  readonly #options: SegmentsOptions;
  readonly #suffix: string;
  #open: OpenSegment | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: SegmentsOptions) {
    this.#options = options;
    this.#suffix = Buffer.from(options.random.bytes(4)).toString("hex");
  }

  /** Writes a line and returns its place. @throws where it could not be written. */
  append(line: SegmentLine): Promise<SegmentPlace> {
    return this.#inTurn(encode(line));
  }

  /**
   * As `append`, of a line that was written into `json`: begun with `beginLine`, then its groups, each after a comma but
   * the first. It must stay as it is until the line is written.
   */
  appendWritten(json: JsonBytes): Promise<SegmentPlace> {
    json.text("]");
    return this.#inTurn(sealed(json));
  }

  #inTurn(bytes: Uint8Array): Promise<SegmentPlace> {
    const written = this.#writing.then(() => this.#append(bytes));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Names of all files, oldest first. */
  async list(): Promise<readonly string[]> {
    const names = await this.#options.storage.list(this.#folder);
    return names.filter((name) => SEGMENT_NAME.test(name)).toSorted();
  }

  /** The readable lines of a file from an offset, each with its place. */
  async *read(
    segment: string,
    from = 0,
  ): AsyncGenerator<{ readonly line: SegmentLine; readonly place: SegmentPlace }> {
    for await (const raw of readLines(this.#options.storage, this.#path(segment), from)) {
      const line = decode(raw.text);
      if (line === undefined) continue;
      yield { line, place: { segment, offset: raw.offset, length: raw.end - raw.offset } };
    }
  }

  /**
   * Where lines lie that mention something, oldest first. Looks for its bytes only, which takes a fraction of reading
   * the lines.
   */
  async *mentions(wanted: string): AsyncGenerator<SegmentPlace> {
    for (const segment of await this.list())
      for await (const { offset, end, bytes } of readLineBytes(this.#options.storage, this.#path(segment)))
        if (bytes.includes(wanted)) yield { segment, offset, length: end - offset };
  }

  /** The bytes of a file; undefined where it is gone. */
  size(segment: string): Promise<number | undefined> {
    return this.#options.storage.size(this.#path(segment));
  }

  async at({ segment, offset, length }: SegmentPlace): Promise<SegmentLine | undefined> {
    const bytes = await this.#options.storage.read(this.#path(segment), offset, length);
    return decode(Buffer.from(bytes).toString("utf8").trim());
  }

  /**
   * Writes a file anew without what `keep` takes out of its lines; undefined drops a line. What is kept stays in its
   * place, which others remember (how far an export has come), and empty lines fill the gaps.
   * @returns false where another process may be writing it, which then stays as it is.
   */
  async rewrite(segment: string, keep: (line: SegmentLine) => SegmentLine | undefined): Promise<boolean> {
    const { clock, storage } = this.#options;
    const isOwn = segment.includes(`-${this.#suffix}.`);
    const isOver = !segment.startsWith(hourOf(clock.now()));
    if (!isOwn && !isOver) return false;
    if (this.#open?.name === segment) await this.close();
    const bytes = Buffer.alloc((await this.size(segment)) ?? 0, EMPTY_LINE);
    let end = 0;
    for await (const { line, place } of this.read(segment)) {
      const kept = keep(line);
      if (kept === undefined) continue;
      const written = encode(kept);
      bytes.set(written, place.offset);
      end = place.offset + written.length;
    }
    // Where its hour is not over, more of it comes, and not in the places of what was there.
    if (end === 0 && isOver) await storage.remove(this.#path(segment));
    else await storage.replace(this.#path(segment), isOver ? bytes.subarray(0, end) : bytes);
    return true;
  }

  async close(): Promise<void> {
    await this.#writing;
    const open = this.#open;
    this.#open = undefined;
    await open?.appender.sync();
    await open?.appender.close();
  }

  async #append(bytes: Uint8Array): Promise<SegmentPlace> {
    const open = await this.#current();
    const offset = open.size;
    try {
      await open.appender.append(bytes);
    } catch (error) {
      // Whatever of it was written, the next line begins in a new file.
      this.#open = undefined;
      throw error;
    }
    open.size += bytes.length;
    return { segment: open.name, offset, length: bytes.length };
  }

  async #current(): Promise<OpenSegment> {
    const name = `${hourOf(this.#options.clock.now())}-${this.#suffix}.jsonl`;
    if (this.#open?.name === name) return this.#open;
    await this.#open?.appender.close();
    const path = this.#path(name);
    const appender = await this.#options.storage.appender(path);
    this.#open = { name, appender, size: (await this.#options.storage.size(path)) ?? 0 };
    return this.#open;
  }

  get #folder(): string {
    return segmentsFolder(this.#options.root);
  }

  #path(segment: string): string {
    return join(this.#folder, segment);
  }
}

/** `20261122-17`, in UTC. */
const hourOf = (at: EpochMs): string =>
  new Date(at).toISOString().slice(0, 13).replace(/-/g, "").replace("T", "-");

/** When a file's hour ends: what stands in it is older. */
export const hourOfSegment = (name: string): EpochMs =>
  epochMs(
    Date.UTC(
      Number(name.slice(0, 4)),
      Number(name.slice(4, 6)) - 1,
      Number(name.slice(6, 8)),
      Number(name.slice(9, 11)) + 1,
    ),
  );

const headOf = ({ received, claimed, token, imported }: SegmentHead) => ({
  v: SEGMENT_VERSION,
  t: received,
  claimed,
  ...(token && { token }),
  ...(imported && { imported }),
});

const encode = ({ groups, logs = [], ...head }: SegmentLine): Uint8Array =>
  sealedBytes({ ...headOf(head), spans: groups, ...(logs.length > 0 && { logs }) });

/** Begins a line of spans that are written as JSON, without making objects of them. */
export function beginLine(json: JsonBytes, head: SegmentHead): void {
  json.text(`\n${JSON.stringify(headOf(head)).slice(0, -1)},"spans":[`);
}

function decode(text: string): SegmentLine | undefined {
  const unsealed = unsealLine(text);
  if (!unsealed.ok) return undefined;
  const { v, t, claimed, token, imported, spans, logs } = unsealed.value;
  if (v !== SEGMENT_VERSION || typeof t !== "number" || !Array.isArray(spans)) return undefined;
  // The checksum shows that we wrote it.
  return {
    received: epochMs(t),
    claimed: claimed === true,
    ...(token === true && { token }),
    ...(imported === true && { imported }),
    groups: spans as OtlpResourceSpans[],
    ...(Array.isArray(logs) && { logs: logs as OtlpLogRecord[] }),
  };
}
