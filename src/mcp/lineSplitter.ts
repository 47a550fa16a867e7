const NEWLINE = 0x0a;
/** Bytes of each end of a line that is too long. */
const KEPT = 1_024;

/** Cuts a stream of bytes into lines. Of a line that is too long only its two ends are kept. */
export class LineSplitter {
  readonly #limit: number;
  readonly #line: (text: string) => void;
  readonly #tooLong: (head: string, tail: string) => void;
  #pending: Uint8Array[] = [];
  #length = 0;
  /** Set while a line that is too long goes by. */
  #head: string | undefined;
  #stopped = false;

  constructor(limit: number, line: (text: string) => void, tooLong: (head: string, tail: string) => void) {
    this.#limit = limit;
    this.#line = line;
    this.#tooLong = tooLong;
  }

  add(bytes: Uint8Array): void {
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1 && !this.#stopped; at = bytes.indexOf(NEWLINE, start)) {
      this.#keep(bytes.subarray(start, at));
      this.#end();
      start = at + 1;
    }
    if (!this.#stopped) this.#keep(bytes.subarray(start));
  }

  /** Whatever comes from now on is let go. */
  stop(): void {
    this.#stopped = true;
    this.#pending = [];
  }

  #keep(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#length += bytes.length;
    if (this.#length <= this.#limit) return;
    const all = Buffer.concat(this.#pending);
    this.#head ??= all.subarray(0, KEPT).toString("utf8");
    this.#pending = [all.subarray(-KEPT)];
    // Joined again only after as much again has come, so that the cost stays linear.
    this.#length = this.#limit - (1 << 20);
  }

  #end(): void {
    const text = Buffer.concat(this.#pending).toString("utf8").trim();
    const head = this.#head;
    this.#pending = [];
    this.#length = 0;
    this.#head = undefined;
    if (head !== undefined) this.#tooLong(head, text.slice(-KEPT));
    else if (text !== "") this.#line(text);
  }
}
