import { FlightdeckError } from "./failure.ts";
import type { Disposable, Log, WorkerChannel, WorkerName, Workers } from "./ports.ts";

/** What a client sends: first how to begin, then requests. */
export type ToWorker<Options = unknown> =
  | { readonly type: "open"; readonly options: Options }
  | { readonly type: "request"; readonly id: number; readonly name: string; readonly args: unknown };

/** What a worker sends: an answer to each request, and news. */
export type FromWorker<News = unknown> =
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  | { readonly type: "error"; readonly id: number; readonly message: string }
  | { readonly type: "news"; readonly news: News };

export interface WorkerClientOptions<Options, News> {
  readonly workers: Workers;
  readonly log: Log;
  readonly name: WorkerName;
  readonly options: Options;
  readonly news: (news: News) => void;
  /** What a person reads where the worker died and what they can do, or where it was closed. */
  readonly texts: { readonly died: string; readonly advice: string; readonly closed: string };
  /** Called after it died, when all that waited was told. */
  readonly onDeath?: () => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Asks a worker thread. Every request settles: where the worker dies, all that wait are rejected, and the next
 * request starts another one.
 */
export class WorkerClient<Requests, Options, News> implements Disposable {
  readonly #options: WorkerClientOptions<Options, News>;
  readonly #waiting = new Map<number, Waiting>();
  #channel: WorkerChannel | undefined;
  #nextId = 1;
  #disposed = false;

  constructor(options: WorkerClientOptions<Options, News>) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#channel !== undefined;
  }

  request<Name extends keyof Requests & string>(
    name: Name,
    args: Requests[Name] extends { readonly args: infer Args } ? Args : never,
  ): Promise<Requests[Name] extends { readonly result: infer Result } ? Result : never> {
    return new Promise((resolve, reject) => {
      if (this.#disposed) throw this.#closed();
      const id = this.#nextId++;
      this.#channel ??= this.#start();
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#channel.post({ type: "request", id, name, args } satisfies ToWorker);
    });
  }

  /** Rejects what waits. */
  dispose(): void {
    this.#disposed = true;
    this.#end(this.#closed());
  }

  #closed(): FlightdeckError {
    return new FlightdeckError("cancelled", this.#options.texts.closed);
  }

  #start(): WorkerChannel {
    const { workers, name, options, log, texts, onDeath } = this.#options;
    const channel = workers.start(name);
    channel.onMessage((message) => this.#receive(message as FromWorker<News>));
    channel.onFailure((cause) => {
      if (this.#channel !== channel) return;
      log.error(texts.died, cause);
      this.#end(new FlightdeckError("internal", texts.died, { cause, advice: texts.advice }));
      onDeath?.();
    });
    channel.post({ type: "open", options } satisfies ToWorker<Options>);
    return channel;
  }

  #end(error: FlightdeckError): void {
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.dispose();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }

  #receive(message: FromWorker<News>): void {
    if (message.type === "news") {
      this.#options.news(message.news);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "result") waiting?.resolve(message.value);
    else waiting?.reject(new FlightdeckError("storage", message.message));
  }
}
