import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Refusal } from "./exchange.ts";

const unzip = promisify(gunzip);

export const BODY_LIMITS = {
  /** Bytes of one body, before and after it is decompressed. */
  body: 32 << 20,
  /** Bytes of all bodies that are being read at once. */
  together: 192 << 20,
  /** Milliseconds that a sender has for its body. */
  patience: 30_000,
};

/** Reads bodies, but never holds more than fits. */
export class Bodies {
  #held = 0;
  readonly #limits: typeof BODY_LIMITS;

  constructor(limits: typeof BODY_LIMITS = BODY_LIMITS) {
    this.#limits = limits;
  }

  /**
   * The whole body, decompressed, given to `use`.
   * @throws Refusal where it is too large, too slow or not what it says.
   */
  async with<T>(
    stream: Readable,
    encoding: string | undefined,
    use: (body: Uint8Array) => Promise<T>,
  ): Promise<T> {
    let held = 0;
    const hold = (bytes: number): void => {
      held += bytes;
      this.#held += bytes;
      if (held > 2 * this.#limits.body) throw tooLarge();
      if (this.#held > this.#limits.together)
        throw new Refusal(503, "Too much is arriving at once; try again.");
    };
    try {
      const raw = await this.#collect(stream, hold);
      return await use(await this.#decompress(raw, encoding, hold));
    } finally {
      this.#held -= held;
    }
  }

  /** Leaves a stream that it refuses open, so that its sender can be told why. */
  async #collect(stream: Readable, hold: (bytes: number) => void): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    const late = new Lateness(this.#limits.patience);
    try {
      const iterator = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
      for (;;) {
        const { done, value } = await Promise.race([iterator.next(), late.refusal]);
        if (done === true) return Buffer.concat(chunks);
        size += value.length;
        if (size > this.#limits.body) throw tooLarge();
        hold(value.length);
        chunks.push(value);
      }
    } finally {
      late.end();
    }
  }

  async #decompress(
    raw: Buffer,
    encoding: string | undefined,
    hold: (bytes: number) => void,
  ): Promise<Buffer> {
    if (encoding === undefined || encoding === "identity" || encoding === "") return raw;
    if (encoding !== "gzip")
      throw new Refusal(415, `The encoding ${encoding.slice(0, 40)} is not known; use gzip.`);
    try {
      const body = await unzip(raw, { maxOutputLength: this.#limits.body });
      hold(body.length);
      return body;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
      throw new Refusal(400, "The body is not gzip, or not all of it.");
    }
  }
}

/** Refuses what takes too long. */
class Lateness {
  readonly refusal: Promise<never>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(patience: number) {
    this.refusal = new Promise((_, reject) => {
      const refuse = (): void => reject(new Refusal(408, "The request did not arrive in time."));
      this.#timer = setTimeout(refuse, patience);
    });
    this.refusal.catch(() => undefined);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

const tooLarge = (): Refusal => new Refusal(413, "The body is too large; send smaller batches.");
