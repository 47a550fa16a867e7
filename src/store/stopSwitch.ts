import { join } from "node:path";
import type { StoppedAll } from "../core/budget.ts";
import { toStorageError } from "../core/failure.ts";
import { readLines, sealLine, unsealLine } from "../core/lineFile.ts";
import type { Clock, Disposable, Storage } from "../core/ports.ts";
import { epochMs } from "../core/units.ts";

const FILE = "stop.jsonl";

/**
 * The emergency stop of one machine: a line in the ledger's folder denies every reservation, of all
 * months and of simulated money, too, until another line lifts it. The last line holds.
 */
export class StopSwitch {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #path: string;
  #offset = 0;
  #stopped: StoppedAll | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor({ storage, clock, home }: { storage: Storage; clock: Clock; home: string }) {
    this.#storage = storage;
    this.#clock = clock;
    this.#folder = join(home, "ledger");
    this.#path = join(this.#folder, FILE);
  }

  /** @throws FlightdeckError `storage` where it cannot be read: then nothing may be spent either. */
  state(): Promise<StoppedAll | undefined> {
    const reading = this.#reading.catch(() => undefined).then(() => this.#read());
    this.#reading = reading;
    return reading;
  }

  /** @param by who did it, for a sentence: “a VS Code window”. */
  async stop(by: string): Promise<void> {
    if ((await this.state()) === undefined) await this.#append({ op: "stop", t: this.#clock.now(), by });
  }

  async lift(by: string): Promise<void> {
    if ((await this.state()) !== undefined) await this.#append({ op: "lift", t: this.#clock.now(), by });
  }

  /** Fires after any process of the machine stopped or lifted; perhaps also when nothing changed. */
  onChange(listener: () => void): Disposable {
    return this.#storage.watch(this.#folder, (name = FILE) => {
      if (name === FILE) listener();
    });
  }

  async #read(): Promise<StoppedAll | undefined> {
    try {
      if (((await this.#storage.size(this.#path)) ?? 0) <= this.#offset) return this.#stopped;
      for await (const { end, text } of readLines(this.#storage, this.#path, this.#offset)) {
        const unsealed = unsealLine(text);
        if (!unsealed.ok) continue;
        this.#offset = end;
        this.#take(unsealed.value);
      }
      return this.#stopped;
    } catch (error) {
      throw toStorageError(error, this.#path);
    }
  }

  #take({ op, t, by }: Readonly<Record<string, unknown>>): void {
    if (op === "lift") this.#stopped = undefined;
    if (op === "stop") this.#stopped = { since: epochMs(Number(t)), by: String(by) };
  }

  async #append(line: object): Promise<void> {
    try {
      const appender = await this.#storage.appender(this.#path);
      try {
        await appender.append(Buffer.from(sealLine(line)));
        await appender.sync();
      } finally {
        await appender.close();
      }
    } catch (error) {
      throw toStorageError(error, this.#path);
    }
  }
}
