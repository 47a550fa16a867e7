import { crc32 } from "node:zlib";
import type { RecordingKey } from "../core/ids.ts";
import type { RecordedLine } from "../core/lines.ts";
import type { Hours } from "./hours.ts";
import type { IndexWriter, Piece, ReadState } from "./indexWriter.ts";
import { RecordingFold } from "./recordingFold.ts";

/** The recordings as the index reads them. */
export interface RecordingSource {
  list(): Promise<readonly RecordingKey[]>;
  /** Of its lines, in bytes; undefined where there are none. */
  size(key: RecordingKey): Promise<number | undefined>;
  /** The first bytes. */
  head(key: RecordingKey, length: number): Promise<Uint8Array>;
  /** Its lines from the end of a line that was read before, which had the number before `nextSeq`. */
  read(key: RecordingKey, from: number, nextSeq: number): AsyncIterable<SourceItem>;
  /** Whether the process that writes it lives. */
  isLive(key: RecordingKey): Promise<boolean>;
}

/** A line, or what stands in the place of one. `offset` and `end` are byte positions. */
export type SourceItem = { readonly offset: number; readonly end: number } & (
  | { readonly kind: "line"; readonly line: RecordedLine }
  | { readonly kind: "problem"; readonly problem: string }
);

/** How far a long reading has come, in bytes. */
export interface IndexProgress {
  readonly done: number;
  readonly total: number;
}

export interface SyncOptions {
  /** Looks only at these; all where absent. */
  readonly only?: readonly RecordingKey[] | undefined;
  readonly progress?: (progress: IndexProgress) => void;
}

export interface SyncResult {
  readonly changed: boolean;
  /** Recordings that could not be read, with the reason; the next sync tries again. */
  readonly failed: readonly { readonly key: RecordingKey; readonly message: string }[];
}

/** Rows that are gathered before they are written together. */
const GATHERED_ROWS = 5_000;
const GATHERED_RECORDINGS = 500;
/** Disks answer many questions in about the time of one. */
const LOOKED_UP_AT_ONCE = 64;
const READ_AT_ONCE = 8;

/** Brings the index up to date with the recordings, reading only what is new. */
export class Indexer {
  readonly #source: RecordingSource;
  readonly #writer: IndexWriter;
  readonly #hours: Hours;
  readonly #known = new Map<RecordingKey, ReadState>();
  /** Recordings whose beginning was compared since this process began. */
  readonly #compared = new Set<RecordingKey>();
  #nextId = 1;
  #gathered: Piece[] = [];
  #gatheredRows = 0;
  #changed = false;

  constructor(options: { source: RecordingSource; writer: IndexWriter; hours: Hours }) {
    this.#source = options.source;
    this.#writer = options.writer;
    this.#hours = options.hours;
    for (const read of this.#writer.readStates()) {
      this.#known.set(read.key, read);
      this.#nextId = Math.max(this.#nextId, read.id + 1);
    }
  }

  async sync({ only, progress }: SyncOptions = {}): Promise<SyncResult> {
    this.#changed = false;
    const listed = only ?? (await this.#source.list());
    if (only === undefined) this.#removeAllBut(new Set(listed));
    const grown = await this.#grown(listed);
    const failed: SyncResult["failed"][number][] = [];
    const total = grown.reduce((sum, { size, from }) => sum + size - from, 0);
    let done = 0;
    const read = async ({ key, size, from }: Grown): Promise<void> => {
      let reported = from;
      const report = (position: number): void => {
        done += position - reported;
        reported = position;
        progress?.({ done, total });
      };
      await this.#read(key, size, report).catch((error: unknown) => {
        failed.push({ key, message: messageOf(error) });
      });
    };
    await atOnce(READ_AT_ONCE, grown, read);
    this.#write();
    await this.#findInterrupted();
    return { changed: this.#changed, failed };
  }

  #removeAllBut(listed: ReadonlySet<RecordingKey>): void {
    for (const key of this.#known.keys()) if (!listed.has(key)) this.#remove(key);
  }

  #remove(key: RecordingKey): void {
    const known = this.#known.get(key);
    if (known === undefined) return;
    this.#writer.remove(known.id);
    this.#known.delete(key);
    this.#compared.delete(key);
    this.#changed = true;
  }

  /** The recordings with bytes that have not been read. Forgets those that are not what was read before. */
  async #grown(keys: readonly RecordingKey[]): Promise<readonly Grown[]> {
    const grown: Grown[] = [];
    await atOnce(LOOKED_UP_AT_ONCE, keys, async (key) => {
      const size = await this.#source.size(key);
      if (!(await this.#isSame(key, size))) this.#remove(key);
      const known = this.#known.get(key);
      if (size !== undefined && size !== known?.size) grown.push({ key, size, from: known?.indexed ?? 0 });
    });
    return grown;
  }

  /** Whether a known recording goes on where it was left. Its beginning is compared when it has changed, and once. */
  async #isSame(key: RecordingKey, size: number | undefined): Promise<boolean> {
    const known = this.#known.get(key);
    if (known === undefined) return true;
    if (size === undefined || size < known.indexed) return false;
    if (size === known.size && this.#compared.has(key)) return true;
    this.#compared.add(key);
    const head = await this.#source.head(key, known.headLength);
    return head.length === known.headLength && crc32(head) === known.headCrc;
  }

  /** Folds what is new. The position only moves on over readable lines; what follows them is read again. */
  async #read(key: RecordingKey, size: number, report: (position: number) => void): Promise<void> {
    let read = { ...(this.#known.get(key) ?? unread(this.#nextId++, key)), size };
    const fold = new RecordingFold(this.#hours, this.#writer.stateOf(read.id));
    let trailing = 0;
    let last: SourceItem | undefined;
    for await (const item of this.#source.read(key, read.indexed, read.nextSeq)) {
      last = item;
      if (item.kind === "problem") {
        trailing++;
        continue;
      }
      fold.take(item.line, item);
      read = {
        ...read,
        indexed: item.end,
        nextSeq: item.line.seq + 1,
        unreadable: read.unreadable + trailing,
      };
      if (read.headLength === 0) read = { ...read, ...(await this.#head(key, item.end)) };
      trailing = 0;
      if (fold.pending < GATHERED_ROWS) continue;
      this.#gather({ read, trailing, rows: fold.drain() });
      report(read.indexed);
    }
    // The last line may still be on its way.
    if (last?.kind === "problem" && last.problem === "torn") trailing--;
    this.#gather({ read, trailing, rows: fold.drain() });
    report(size);
  }

  async #head(key: RecordingKey, headLength: number): Promise<Pick<ReadState, "headLength" | "headCrc">> {
    return { headLength, headCrc: crc32(await this.#source.head(key, headLength)) };
  }

  #gather(piece: Piece): void {
    this.#gathered.push(piece);
    const { calls = [], tools = [], traces = [] } = piece.rows ?? {};
    this.#gatheredRows += calls.length + tools.length + traces.length;
    if (this.#gatheredRows >= GATHERED_ROWS || this.#gathered.length >= GATHERED_RECORDINGS) this.#write();
  }

  #write(): void {
    const pieces = this.#gathered;
    this.#gathered = [];
    this.#gatheredRows = 0;
    if (pieces.length === 0) return;
    this.#writer.apply(pieces);
    for (const { read } of pieces) this.#known.set(read.key, read);
    this.#changed = true;
  }

  async #findInterrupted(): Promise<void> {
    for (const { recording, key } of this.#writer.running()) {
      if (await this.#source.isLive(key)) continue;
      // Its process may have written more before it ended.
      if ((await this.#source.size(key)) !== this.#known.get(key)?.size) continue;
      this.#writer.interrupt(recording);
      this.#changed = true;
    }
  }
}

/** A recording with bytes that have not been read. */
interface Grown {
  readonly key: RecordingKey;
  readonly size: number;
  readonly from: number;
}

/** Works through all items, so many at the same time. */
async function atOnce<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const one = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: count }, one));
}

const unread = (id: number, key: RecordingKey): ReadState => ({
  id,
  key,
  size: 0,
  indexed: 0,
  nextSeq: 0,
  headLength: 0,
  headCrc: 0,
  unreadable: 0,
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
