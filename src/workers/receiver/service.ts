import { isDeepStrictEqual } from "node:util";
import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Clock, Random, Storage } from "../../core/ports.ts";
import type { Span } from "../../core/telemetry.ts";
import { costOf, pricingOf } from "../../models/prices.ts";
import { listenOtlp, type OtlpListener } from "../../node/otlp/listener.ts";
import type { OtlpAnswer, OtlpExport } from "../../node/otlp/exchange.ts";
import { Redactor } from "../../recording/redaction.ts";
import { Segments } from "../../recording/segments.ts";
import { parseTraces } from "../../telemetry/otlp/json.ts";
import { OtlpError } from "../../telemetry/otlp/limits.ts";
import { decodeTraces } from "../../telemetry/otlp/protobuf.ts";
import type { ReadTraces } from "../../telemetry/otlp/reading.ts";
import { encodeReply, replyJson } from "../../telemetry/otlp/reply.ts";
import { keep } from "../../telemetry/privacy.ts";
import type { PriceOf } from "../../telemetry/receivedSpan.ts";
import { ms } from "../../core/units.ts";
import { TraceTable } from "../../views/traceTable.ts";
import type {
  ReceiverNews,
  ReceiverOptions,
  ReceiverPolicy,
  ReceiverRequests,
  ReceivedView,
  TracesPage,
  TracesQuery,
} from "./messages.ts";
import { receivedDetails, receivedMessages } from "./spanDetails.ts";
import { TraceStore } from "./traceStore.ts";

export interface ReceiverSurroundings extends ReceiverOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly news: (news: ReceiverNews) => void;
}

/** How often a watcher is told, at most. */
const TELL_MS = 100;
const CHANGED_MS = 250;

/** The receiver: listens, writes down what comes, and answers what is asked of it. */
export class ReceiverService {
  readonly #surroundings: ReceiverSurroundings;
  readonly #segments: Segments;
  readonly #store: TraceStore;
  readonly #watched = new Map<TraceId, TraceTable>();
  #policy: ReceiverPolicy = { content: "redacted", prices: {}, held: [], token: "" };
  #redactor = new Redactor();
  readonly #listeners: OtlpListener[] = [];
  #working: Promise<unknown> = Promise.resolve();
  #told = false;

  private constructor(surroundings: ReceiverSurroundings) {
    this.#surroundings = surroundings;
    this.#segments = new Segments(surroundings);
    this.#store = new TraceStore({ segments: this.#segments, price: this.#price, zone: surroundings.zone });
  }

  /** Reads what was received before. */
  static async open(surroundings: ReceiverSurroundings): Promise<ReceiverService> {
    const service = new ReceiverService(surroundings);
    await service.#store.sync();
    return service;
  }

  async answer<Name extends keyof ReceiverRequests>(
    name: Name,
    args: ReceiverRequests[Name]["args"],
  ): Promise<ReceiverRequests[Name]["result"]> {
    const answers: { readonly [N in keyof ReceiverRequests]: (args: never) => unknown } = {
      policy: (policy: ReceiverPolicy) => this.#follow(policy),
      listen: (wanted: ReceiverRequests["listen"]["args"]) => this.#listen(wanted),
      stop: () => this.#stop(),
      list: (query: ReceiverRequests["list"]["args"]) => this.#list(query),
      rollup: async (query: ReceiverRequests["rollup"]["args"]) => {
        await this.#sync();
        return this.#store.rollup(query);
      },
      behind: (query: ReceiverRequests["behind"]["args"]) => this.#store.behind(query),
      watch: ({ trace }: { trace: TraceId }) => this.#watch(trace),
      unwatch: ({ trace }: { trace: TraceId }) => void this.#watched.delete(trace),
      details: ({ trace, span }: { trace: TraceId; span: SpanId }) => this.#details(trace, span),
      messages: ({ trace, span }: { trace: TraceId; span: SpanId }) => this.#messages(trace, span),
      spans: ({ trace }: { trace: TraceId }) => this.#store.spans(trace),
      export: ({ trace }: { trace: TraceId }) => this.#store.export(trace),
      import: ({ text }: { text: string }) => this.#import(text),
    };
    return (await answers[name](args as never)) as ReceiverRequests[Name]["result"];
  }

  #price: PriceOf = (model, usage, at) => {
    const { zone } = this.#surroundings;
    const { prices: overrides } = this.#policy;
    const ref = { provider: "anthropic" as const, id: withoutPlatform(model) };
    return costOf(usage, pricingOf(ref, { at, zone, overrides, local: false }));
  };

  async #follow(policy: ReceiverPolicy): Promise<void> {
    const { prices } = this.#policy;
    this.#policy = policy;
    this.#redactor = new Redactor(() => policy.held);
    // A corrected price corrects the past.
    if (!isDeepStrictEqual(prices, policy.prices)) await this.#alone(() => this.#store.again());
  }

  async #listen({ ports, claims }: ReceiverRequests["listen"]["args"]): Promise<{ readonly port: number }> {
    let failure: unknown;
    for (const port of ports) {
      try {
        const listener = await listenOtlp(port, (request) =>
          this.#take(request, claims === "all" || request.token === this.#policy.token),
        );
        this.#listeners.push(listener);
        return { port: listener.port };
      } catch (error) {
        failure = error;
      }
    }
    const taken = (failure as NodeJS.ErrnoException | undefined)?.code === "EADDRINUSE";
    throw new Error(
      taken ? `Port ${ports.join(", ")} is in use by another program.` : `Cannot listen: ${String(failure)}`,
    );
  }

  async #stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    this.#listeners.length = 0;
    await this.#working;
    await this.#segments.close();
  }

  async #list(query: TracesQuery): Promise<TracesPage> {
    await this.#sync();
    return this.#store.list(query);
  }

  /** Takes what other processes have received. */
  async #sync(): Promise<void> {
    const news = await this.#alone(() => this.#store.sync());
    for (const [trace, spans] of news) this.#show(trace, spans);
  }

  /** One after the other, so that no line is taken twice. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => undefined);
    return done;
  }

  /** Answers when what was sent is written. */
  async #take({ signal, encoding, body }: OtlpExport, claimed: boolean): Promise<OtlpAnswer> {
    const reply = (read: Pick<ReadTraces, "rejected" | "problem">): OtlpAnswer => ({
      status: 200,
      body: encoding === "json" ? replyJson(read) : encodeReply(read),
    });
    // Nothing is made of them, and their senders should not try again.
    if (signal !== "traces") return reply({ rejected: 0 });
    try {
      const read =
        encoding === "json"
          ? parseTraces(Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8"))
          : decodeTraces(body);
      await this.#record(read, claimed);
      return reply(read);
    } catch (error) {
      if (error instanceof OtlpError) return { status: 400, body: error.message };
      this.#surroundings.news({
        type: "warning",
        message: `Received spans could not be written: ${error instanceof Error ? error.message : String(error)}`,
      });
      return { status: 503, body: "The spans could not be written; try again." };
    }
  }

  async #record({ resourceSpans, accepted }: ReadTraces, claimed: boolean): Promise<readonly TraceId[]> {
    if (accepted === 0) return [];
    // Nobody has said that these may be kept with what they say.
    const content = claimed ? this.#policy.content : "off";
    const groups = keep(resourceSpans, content, (text) => this.#redactor.redact(text).text);
    const received = this.#surroundings.clock.now();
    const changed = await this.#alone(async () => {
      const place = await this.#segments.append({ received, claimed, groups });
      return this.#store.add(groups, place, claimed);
    });
    for (const [trace, spans] of changed) this.#show(trace, spans);
    this.#tellChanged();
    return [...changed.keys()];
  }

  async #import(text: string): Promise<ReceiverRequests["import"]["result"]> {
    const read = parseTraces(text);
    return { traces: await this.#record(read, true), spans: read.accepted };
  }

  async #watch(trace: TraceId): Promise<ReceivedView | undefined> {
    const table = new TraceTable();
    // From here on nothing is missed: what comes while the old spans are read is put after them.
    this.#watched.set(trace, table);
    for (const span of await this.#store.spans(trace)) table.put(span);
    if (table.origin === undefined) {
      this.#watched.delete(trace);
      return undefined;
    }
    return { origin: table.origin, spans: table.snapshot() };
  }

  #show(trace: TraceId, spans: readonly Span[]): void {
    const table = this.#watched.get(trace);
    if (table === undefined) return;
    for (const span of spans) table.put(span);
    this.#surroundings.clock.timer(ms(TELL_MS), () => {
      const block = this.#watched.get(trace)?.changes();
      if (block !== undefined) this.#surroundings.news({ type: "spans", trace, spans: block });
    });
  }

  async #details(trace: TraceId, id: SpanId): Promise<ReceiverRequests["details"]["result"]> {
    const span = await this.#span(trace, id);
    return span && receivedDetails(span);
  }

  async #messages(trace: TraceId, id: SpanId): Promise<ReceiverRequests["messages"]["result"]> {
    const span = await this.#span(trace, id);
    return span && receivedMessages(span);
  }

  async #span(trace: TraceId, id: SpanId): Promise<Span | undefined> {
    return (await this.#store.spans(trace)).find(({ spanId }) => spanId === id);
  }

  #tellChanged(): void {
    if (this.#told) return;
    this.#told = true;
    this.#surroundings.clock.timer(ms(CHANGED_MS), () => {
      this.#told = false;
      this.#surroundings.news({ type: "changed" });
    });
  }
}

/** `anthropic/claude-…`, `us.anthropic.claude-…-v1:0`: the same model on another platform, at the same list price. */
const withoutPlatform = (model: string): string =>
  model
    .replace(/^(?:(?:[a-z]{2,6}\.)?anthropic[./])/, "")
    .replace(/-v\d+(?::\d+)?$/, "")
    .replace(/@/, "-");
