import { FlightdeckError, toStorageError } from "../core/failure.ts";
import { readLines, sealLine, unsealLine } from "../core/lineFile.ts";
import type { Appender, Storage } from "../core/ports.ts";
import { LedgerBook, type Verdict } from "./ledgerBook.ts";
import { parseLedgerLine, type LedgerLine, type ReserveLine } from "./ledgerLines.ts";

/** One month's file of the ledger and the book that was read from it so far. */
export class MonthFile {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #book = new LedgerBook();
  readonly #awaited = new Map<string, Verdict | undefined>();
  /** Settlements that could not be written: they go out with the next line. */
  #unwritten: readonly LedgerLine[] = [];
  /** Up to where whole lines were read. */
  #offset = 0;
  /** How long the file was when it was read last. */
  #length = 0;
  /** What this process has appended since. */
  #own: { readonly lines: readonly LedgerLine[]; readonly bytes: number } = NOTHING;
  #appender: Promise<Appender> | undefined;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(storage: Storage, path: string) {
    this.#storage = storage;
    this.#path = path;
  }

  /** @param alongside is begun once the line is written, while the file is read up to it. */
  async reserve<T>(line: ReserveLine, alongside: () => Promise<T>): Promise<readonly [Verdict, T]> {
    this.#awaited.set(line.id, undefined);
    try {
      const found = await this.#inTurn(async () => {
        await this.#append(line);
        const [other] = await Promise.all([alongside(), this.#read()]);
        return other;
      });
      const verdict = this.#awaited.get(line.id);
      if (verdict === undefined)
        throw new FlightdeckError("storage", `The reservation is missing in ${this.#path}.`);
      return [verdict, found];
    } finally {
      this.#awaited.delete(line.id);
    }
  }

  append(line: LedgerLine): Promise<void> {
    return this.#inTurn(() => this.#append(line));
  }

  async book(): Promise<LedgerBook> {
    await this.#inTurn(() => this.#read());
    return this.#book;
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#closeAppender());
  }

  /** One thing at a time, so that what was read and what was appended are known to follow each other. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#busy.then(work);
    this.#busy = done.catch(() => undefined);
    return done;
  }

  async #append(line: LedgerLine): Promise<void> {
    const lines = [...this.#unwritten, line];
    const bytes = Buffer.from(lines.map(sealLine).join(""));
    try {
      this.#appender ??= this.#storage.appender(this.#path);
      await (await this.#appender).append(bytes);
    } catch (error) {
      if (line.op === "settle") this.#unwritten = lines;
      await this.#closeAppender();
      throw toStorageError(error, this.#path);
    }
    this.#unwritten = [];
    this.#own = { lines: [...this.#own.lines, ...lines], bytes: this.#own.bytes + bytes.length };
  }

  async #closeAppender(): Promise<void> {
    const appender = await this.#appender?.catch(() => undefined);
    this.#appender = undefined;
    await appender?.close();
  }

  async #read(): Promise<void> {
    const { lines, bytes } = this.#own;
    try {
      const length = (await this.#storage.size(this.#path)) ?? 0;
      // Grown by nothing but our own lines, which need not be read to be known.
      if (length === this.#length + bytes) for (const line of lines) this.#apply(line, length);
      else await this.#readFile();
      this.#length = length;
      this.#own = NOTHING;
    } catch (error) {
      throw new FlightdeckError("storage", `The budget's books cannot be read: ${messageOf(error)}.`, {
        cause: error,
      });
    }
  }

  /** A line that is not whole is passed over: the last one may still be on its way, so it is looked at again. */
  async #readFile(): Promise<void> {
    for await (const { end, text } of readLines(this.#storage, this.#path, this.#offset)) {
      const unsealed = unsealLine(text);
      const line = unsealed.ok ? parseLedgerLine(unsealed.value) : undefined;
      if (line !== undefined) this.#apply(line, end);
    }
  }

  #apply(line: LedgerLine, end: number): void {
    this.#offset = end;
    const verdict = this.#book.apply(line);
    if (line.op === "reserve" && this.#awaited.has(line.id)) this.#awaited.set(line.id, verdict);
  }
}

const NOTHING = { lines: [], bytes: 0 };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
