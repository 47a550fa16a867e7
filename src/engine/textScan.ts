import type { Log, WorkerChannel, Workers } from "../core/ports.ts";
import { findSecrets, type SecretSpan } from "../recording/secretSpans.ts";
import { scorer, type Score, type Scorer } from "../safeguards/injection/score.ts";

/** What a scan is asked. */
export interface ScanRequest {
  readonly id: number;
  readonly text: string;
  readonly held: readonly string[];
}

/** Secrets are found, not replaced: their numbers are given in one place only. */
export interface ScanResult {
  readonly secrets: readonly SecretSpan[];
  readonly score: Score;
}

export type ScanAnswer = ScanResult & { readonly id: number };

/** A shorter text is looked through where it is, in less time than its way to a worker takes to matter. */
const SHORT = 64 << 10;

/** Looks through texts for secrets and injections; long ones in a worker thread. */
export class TextScan {
  readonly #workers: Workers;
  readonly #log: Log;
  readonly #waiting = new Map<number, (answer: ScanResult | undefined) => void>();
  #score: Scorer | undefined;
  #channel: WorkerChannel | undefined;
  #nextId = 1;
  /** No worker, or no more of it. */
  #over = false;

  constructor({ workers, log }: { readonly workers: Workers; readonly log: Log }) {
    this.#workers = workers;
    this.#log = log;
  }

  async scan(text: string, held: readonly string[]): Promise<ScanResult> {
    const there = text.length > SHORT ? await this.#elsewhere(text, held) : undefined;
    return there ?? this.#here(text, held);
  }

  dispose(): void {
    // That the thread ends is no failure from here on.
    this.#over = true;
    this.#end();
  }

  #here(text: string, held: readonly string[]): ScanResult {
    this.#score ??= scorer();
    return { secrets: findSecrets(text, held), score: this.#score(text) };
  }

  /** Undefined where there is no worker: a text is never let through unseen. */
  #elsewhere(text: string, held: readonly string[]): Promise<ScanResult | undefined> {
    const channel = this.#start();
    if (channel === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve);
      channel.post({ id, text, held } satisfies ScanRequest);
    });
  }

  #start(): WorkerChannel | undefined {
    if (this.#channel !== undefined || this.#over) return this.#channel;
    try {
      const channel = this.#workers.start("scan");
      channel.onMessage((message) => {
        const answer = message as ScanAnswer;
        this.#waiting.get(answer.id)?.(answer);
        this.#waiting.delete(answer.id);
      });
      channel.onFailure((error) => this.#failed(error));
      this.#channel = channel;
    } catch (error) {
      this.#failed(error);
    }
    return this.#channel;
  }

  #failed(error: unknown): void {
    if (this.#over) return;
    this.#log.warn("Long texts are looked through without a worker thread", error);
    this.#over = true;
    this.#end();
  }

  #end(): void {
    this.#channel?.dispose();
    this.#channel = undefined;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
