import type { Observation } from "../audit/runtime/observation.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { SpanId, TraceId } from "../core/ids.ts";
import type { OtlpTraces } from "../core/otlp.ts";
import type { Disposable, Ports } from "../core/ports.ts";
import type { Span } from "../core/telemetry.ts";
import type { BehindQuery, BehindRow } from "../store/behind.ts";
import type { RolledUp } from "../store/rollups.ts";
import { exportVariables } from "./exportVariables.ts";
import { WorkerClient } from "../core/workerClient.ts";
import type {
  Claimed,
  ReceivedView,
  ReceiverNews,
  ReceiverOptions,
  ReceiverRequests,
  RollupQuery,
  ServiceClaim,
  TraceNews,
  TracesPage,
  TracesQuery,
  ViewedTraces,
} from "../workers/receiver/messages.ts";
import type { AttributeTerm } from "../views/attributeMatch.ts";
import type { SourceHit, SourceQuery } from "../views/sourceSpans.ts";
import type { SpanDetails, SpanMessages } from "../views/spanDetails.ts";

export interface ReceiverClientOptions {
  readonly ports: Ports;
  /** The storage folder of the workspace. */
  readonly root: string;
  /** Secrets that we hold ourselves. */
  readonly held: () => readonly string[];
  /** What senders of this workspace show. */
  readonly token: string;
}

export type { ReceivedView, TraceNews, TraceState } from "../workers/receiver/messages.ts";

/** Hears of spans of a trace, new or changed, and of how it stands. */
type SpansListener = (news: TraceNews) => void;

/** The receiver of other programs' spans, in a worker thread, and the traces that it has written. */
export class Receiver {
  readonly token: string;
  readonly #options: ReceiverClientOptions;
  readonly #client: WorkerClient<ReceiverRequests, ReceiverOptions, ReceiverNews>;
  readonly #changeListeners = new Set<() => void>();
  readonly #watchers = new Map<TraceId, Set<SpansListener>>();
  readonly #settings: Disposable;
  #port: number | undefined;
  #told: Promise<void> | undefined;

  constructor(options: ReceiverClientOptions) {
    const { ports, root, token } = options;
    this.#options = options;
    this.token = token;
    this.#client = new WorkerClient({
      workers: ports.workers,
      log: ports.log,
      name: "receiver",
      options: { root, zone: ports.clock.zone },
      news: (news) => this.#hear(news),
      texts: {
        died: "The receiver of traces stopped.",
        advice: "Reload the window; what it had received is kept.",
        closed: "The receiver was closed.",
      },
      onDeath: () => {
        this.#told = undefined;
        this.#port = undefined;
      },
    });
    this.#settings = ports.settings.onChange(() => {
      if (this.#told !== undefined) void this.#tellPolicy().catch(() => undefined);
    });
  }

  /** The port on which it listens, once it does. */
  get port(): number | undefined {
    return this.#port;
  }

  /** What tells programs that are started now to send their spans here; nothing while it does not listen. */
  get variables(): Readonly<Record<string, string>> {
    const content = this.#options.ports.settings.current["receiver.content"] !== "off";
    return this.#port === undefined ? {} : exportVariables({ port: this.#port, token: this.token, content });
  }

  /**
   * Listens, on the first of these ports that is free; 0 is any. May be called again for other ports.
   * @param claims whose spans belong to this workspace: those that show its token, or all.
   * @throws FlightdeckError where none is.
   */
  async listen(ports: readonly number[], claims: Claimed = "token"): Promise<number> {
    const { port } = await this.#ask("listen", { ports, claims });
    this.#port ??= port;
    return port;
  }

  /**
   * Listens besides on each of these ports as soon as no other program does, until `stop`: where programs send that
   * nobody has told anything.
   */
  async standardPorts(ports: readonly number[]): Promise<void> {
    await this.#ask("standardPorts", { ports });
  }

  /** Claims what a service sends for this workspace (from now on with what was said), or withdraws that. */
  async claim(claim: ServiceClaim): Promise<void> {
    await this.#ask("claim", claim);
  }

  /** The services that are claimed. */
  claims(): Promise<readonly string[]> {
    return this.#ask("claims", undefined);
  }

  /** Stops listening, when what arrived is written. */
  async stop(): Promise<void> {
    if (this.#port === undefined) return;
    this.#port = undefined;
    await this.#ask("stop", undefined);
  }

  list(query: TracesQuery): Promise<TracesPage> {
    return this.#ask("list", query);
  }

  /** What the traces of a time add to the dashboard. */
  rollup(query: RollupQuery): Promise<readonly RolledUp[]> {
    return this.#ask("rollup", query);
  }

  /** The traces behind a number of the dashboard. */
  behind(query: BehindQuery): Promise<readonly BehindRow[]> {
    return this.#ask("behind", query);
  }

  /**
   * A trace without payloads, and from then on what changes in it.
   * @returns undefined where there is no such trace.
   */
  async watch(
    trace: TraceId,
    listener: SpansListener,
  ): Promise<(ReceivedView & { readonly end: () => void }) | undefined> {
    const listeners = this.#watchers.get(trace) ?? new Set();
    this.#watchers.set(trace, listeners.add(listener));
    const end = (): void => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.#watchers.delete(trace);
      void this.#ask("unwatch", { trace }).catch(() => undefined);
    };
    const view = await this.#ask("watch", { trace });
    if (view !== undefined) return { ...view, end };
    end();
    return undefined;
  }

  details(trace: TraceId, span: SpanId): Promise<SpanDetails | undefined> {
    return this.#ask("details", { trace, span });
  }

  /** Which rows of a trace that is watched have each of the attributes. */
  search(trace: TraceId, attributes: readonly AttributeTerm[]): Promise<readonly Uint32Array[]> {
    return this.#ask("search", { trace, attributes });
  }

  /** A span and all below it, with their payloads; parents first. */
  subtree(trace: TraceId, span: SpanId): Promise<readonly Span[]> {
    return this.#ask("subtree", { trace, span });
  }

  /** Spans that name a place in a file, newest first. */
  ofSource(query: SourceQuery): Promise<readonly SourceHit[]> {
    return this.#ask("ofSource", query);
  }

  /** What programs that were started here were seen doing in a folder's files. */
  seenRunning(folder: string): Promise<readonly Observation[]> {
    return this.#ask("seenRunning", { folder });
  }

  /** What a span says was sent to a model and answered. */
  messages(trace: TraceId, span: SpanId): Promise<SpanMessages | undefined> {
    return this.#ask("messages", { trace, span });
  }

  /** A trace with its payloads, translated and priced. */
  spans(trace: TraceId): Promise<readonly Span[]> {
    return this.#ask("spans", { trace });
  }

  /** The trace as it was received. @throws FlightdeckError where there is none. */
  async export(trace: TraceId): Promise<OtlpTraces> {
    const traces = await this.#ask("export", { trace });
    if (traces !== undefined) return traces;
    throw new FlightdeckError("storage", `There is no trace ${trace} in this workspace.`, {
      advice: "List them: agent-flightdeck trace list.",
    });
  }

  /**
   * Takes traces to be looked at, which are written nowhere.
   * @throws FlightdeckError where the text is neither OTLP nor Jaeger's JSON.
   */
  view(body: string | Uint8Array): Promise<ViewedTraces> {
    return this.#ask("view", { body });
  }

  /** Deletes traces from the disk; returns how many files could not be changed, because another process writes them. */
  async forget(traces: readonly TraceId[]): Promise<number> {
    return (await this.#ask("forget", { traces })).left;
  }

  /** Adds traces from OTLP in JSON. @throws FlightdeckError where it is none. */
  import(text: string): Promise<ReceiverRequests["import"]["result"]> {
    return this.#ask("import", { text });
  }

  /** Hears, a few times a second at most, that something arrived. */
  onChange(listener: () => void): Disposable {
    this.#changeListeners.add(listener);
    return { dispose: () => this.#changeListeners.delete(listener) };
  }

  /** Writes what arrived and ends. */
  async close(): Promise<void> {
    this.#settings.dispose();
    await this.stop().catch((error: unknown) =>
      this.#options.ports.log.warn("The receiver did not end well", error),
    );
    this.#client.dispose();
  }

  async #ask<Name extends keyof ReceiverRequests>(
    name: Name,
    args: ReceiverRequests[Name]["args"],
  ): Promise<ReceiverRequests[Name]["result"]> {
    this.#told ??= this.#tellPolicy();
    await this.#told;
    return this.#client.request(name, args as never) as Promise<ReceiverRequests[Name]["result"]>;
  }

  #tellPolicy(): Promise<void> {
    const { ports, held, token } = this.#options;
    const { prices, "receiver.content": content } = ports.settings.current;
    return this.#client.request("policy", { content, prices, held: held(), token });
  }

  #hear(news: ReceiverNews): void {
    switch (news.type) {
      case "changed":
        return this.#changeListeners.forEach((listener) => listener());
      case "spans":
        return this.#watchers.get(news.trace)?.forEach((listener) => listener(news));
      case "warning":
        return this.#options.ports.log.warn(news.message);
    }
  }
}
