import { isDeepStrictEqual } from "node:util";
import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Clock, Random, Storage } from "../../core/ports.ts";
import type { OtlpAnswer, OtlpExport } from "../../node/otlp/exchange.ts";
import { Segments } from "../../recording/segments.ts";
import { parseTraces } from "../../telemetry/otlp/json.ts";
import { OtlpError } from "../../telemetry/otlp/limits.ts";
import { encodeReply, replyJson } from "../../telemetry/otlp/reply.ts";
import { unreadTraces } from "../../telemetry/otlp/tracesJson.ts";
import { ms } from "../../core/units.ts";
import type { SourceQuery } from "../../views/sourceSpans.ts";
import { subtreeOf } from "../../views/subtree.ts";
import { Claims } from "./claims.ts";
import { forgetTraces } from "./forget.ts";
import { intakeOf, spanParts, type Intake, type IntakePart } from "./intake.ts";
import { Listening } from "./listening.ts";
import type {
  Claimed,
  ReceiverNews,
  ReceiverOptions,
  ReceiverPolicy,
  ReceiverRequests,
  ServiceClaim,
  TracesPage,
  TracesQuery,
} from "./messages.ts";
import { receivedDetails, receivedMessages } from "./spanDetails.ts";
import { mayBeOwn, OwnSpans } from "./ownSpans.ts";
import { Pricings } from "./pricings.ts";
import { Recorder } from "./recorder.ts";
import { seenRunning } from "./running/seenRunning.ts";
import { TraceStore } from "./traceStore.ts";
import { Viewed } from "./viewed.ts";
import { Watching } from "./watching.ts";

export interface ReceiverSurroundings extends ReceiverOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly news: (news: ReceiverNews) => void;
}

const CHANGED_MS = 250;

/** The receiver: listens, writes down what comes, and answers what is asked of it. */
export class ReceiverService {
  readonly #surroundings: ReceiverSurroundings;
  readonly #segments: Segments;
  readonly #store: TraceStore;
  readonly #watching: Watching;
  readonly #viewed: Viewed;
  #policy: ReceiverPolicy = { content: "redacted", prices: {}, held: [], token: "" };
  readonly #recorder: Recorder;
  readonly #pricings: Pricings;
  readonly #listening: Listening;
  readonly #claims: Claims;
  readonly #own: OwnSpans;
  #working: Promise<unknown> = Promise.resolve();
  #told = false;
  #begun: Promise<void> | undefined;

  private constructor(surroundings: ReceiverSurroundings) {
    this.#surroundings = surroundings;
    this.#segments = new Segments(surroundings);
    this.#pricings = new Pricings(surroundings.zone);
    const { price } = this.#pricings;
    this.#claims = new Claims(surroundings);
    this.#own = new OwnSpans(surroundings);
    this.#store = new TraceStore({
      segments: this.#segments,
      price,
      zone: surroundings.zone,
      isClaimed: (name) => this.#claims.has(name),
    });
    this.#watching = new Watching({ ...surroundings, segments: this.#segments, price });
    this.#recorder = new Recorder({
      clock: surroundings.clock,
      segments: this.#segments,
      store: this.#store,
      price,
      watching: this.#watching,
      alone: (work) => this.#alone(work),
      changed: () => this.#tellChanged(),
    });
    this.#viewed = new Viewed({ ...surroundings, price });
    this.#listening = new Listening({
      clock: surroundings.clock,
      take: (request, claims) => this.#take(request, claims),
    });
  }

  static async open(surroundings: ReceiverSurroundings): Promise<ReceiverService> {
    const service = new ReceiverService(surroundings);
    await service.#claims.read();
    return service;
  }

  async answer<Name extends keyof ReceiverRequests>(
    name: Name,
    args: ReceiverRequests[Name]["args"],
  ): Promise<ReceiverRequests[Name]["result"]> {
    const answers: { readonly [N in keyof ReceiverRequests]: (args: never) => unknown } = {
      policy: (policy: ReceiverPolicy) => this.#follow(policy),
      listen: async ({ ports, claims }: ReceiverRequests["listen"]["args"]) => ({
        port: await this.#listening.on(ports, claims),
      }),
      standardPorts: ({ ports }: { ports: readonly number[] }) => this.#listening.standard(ports),
      claim: (claim: ServiceClaim) => this.#claim(claim),
      claims: () => this.#claims.all,
      forget: ({ traces }: { traces: readonly TraceId[] }) =>
        this.#alone(() => forgetTraces(this.#store, this.#segments, new Set(traces))).finally(() =>
          this.#tellChanged(),
        ),
      stop: () => this.#stop(),
      list: (query: ReceiverRequests["list"]["args"]) => this.#list(query),
      rollup: async (query: ReceiverRequests["rollup"]["args"]) => {
        await this.#sync();
        return this.#store.rollup(query);
      },
      behind: (query: ReceiverRequests["behind"]["args"]) =>
        this.#begin().then(() => this.#store.behind(query)),
      watch: ({ trace }: { trace: TraceId }) => this.#watchingOf(trace).watch(trace),
      unwatch: ({ trace }: { trace: TraceId }) => this.#watchingOf(trace).unwatch(trace),
      details: ({ trace, span }: { trace: TraceId; span: SpanId }) => this.#details(trace, span),
      search: ({ trace, attributes }: ReceiverRequests["search"]["args"]) =>
        this.#watchingOf(trace).search(trace, attributes),
      subtree: async ({ trace, span }: { trace: TraceId; span: SpanId }) =>
        subtreeOf(await this.#storeOf(trace).then((store) => store.spans(trace)), span),
      ofSource: (query: SourceQuery) => this.#watching.ofSource(query),
      seenRunning: ({ folder }: ReceiverRequests["seenRunning"]["args"]) =>
        seenRunning(this.#segments, folder),
      messages: ({ trace, span }: { trace: TraceId; span: SpanId }) => this.#messages(trace, span),
      spans: ({ trace }: { trace: TraceId }) => this.#storeOf(trace).then((store) => store.spans(trace)),
      export: ({ trace }: { trace: TraceId }) => this.#storeOf(trace).then((store) => store.export(trace)),
      view: ({ body }: ReceiverRequests["view"]["args"]) => this.#viewed.add(body),
      import: ({ text }: { text: string }) => this.#import(text),
    };
    return (await answers[name](args as never)) as ReceiverRequests[Name]["result"];
  }

  #watchingOf(trace: TraceId): Watching {
    return this.#viewed.of(trace)?.watching ?? this.#watching;
  }

  async #storeOf(trace: TraceId): Promise<TraceStore> {
    const viewed = this.#viewed.of(trace)?.store;
    if (viewed === undefined) await this.#begin();
    return viewed ?? this.#store;
  }

  async #follow(policy: ReceiverPolicy): Promise<void> {
    const { prices } = this.#policy;
    this.#policy = policy;
    this.#pricings.follow(policy.prices);
    this.#recorder.follow(policy.content, policy.held);
    if (this.#begun === undefined) {
      // Who asks for one trace need not wait until all are read; who asks for the list does.
      this.#begin().catch((error: unknown) =>
        this.#warn("What was received before could not be read", error),
      );
      return;
    }
    // A corrected price corrects the past.
    if (!isDeepStrictEqual(prices, policy.prices)) await this.#alone(() => this.#store.again());
  }

  /** Reads what was received before, once. */
  #begin(): Promise<void> {
    this.#begun ??= this.#sync().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    });
    return this.#begun;
  }

  #warn(what: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#surroundings.news({ type: "warning", message: `${what}: ${why}` });
  }

  async #stop(): Promise<void> {
    await this.#listening.stop();
    await this.#working;
    await this.#segments.close();
  }

  async #claim(claim: ServiceClaim): Promise<void> {
    await this.#claims.change(claim);
    this.#store.claimsChanged();
    this.#tellChanged();
  }

  async #list(query: TracesQuery): Promise<TracesPage> {
    await this.#sync();
    return this.#store.list(query);
  }

  /** Takes what other processes have received. */
  async #sync(): Promise<void> {
    await this.#alone(() =>
      this.#store.sync(async (spans, line, place) => {
        this.#watching.show(spans, line, place);
        // Whoever waits for the rows of one trace goes first.
        await this.#watching.quiet;
      }),
    );
  }

  /** One after the other, so that no line is taken twice. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(work);
    this.#working = done.catch(() => undefined);
    return done;
  }

  /** Answers when what was sent is written. */
  async #take(request: OtlpExport, claims: Claimed): Promise<OtlpAnswer> {
    try {
      const hasToken = this.#policy.token !== "" && request.token === this.#policy.token;
      const all = claims === "all" || hasToken;
      const read = await this.#record(request, (service) => all || this.#claims.has(service), hasToken);
      return { status: 200, body: request.encoding === "json" ? replyJson(read) : encodeReply(read) };
    } catch (error) {
      if (error instanceof OtlpError) return { status: 400, body: error.message };
      this.#warn("Received spans could not be written", error);
      return { status: 503, body: "The spans could not be written; try again." };
    }
  }

  async #record(
    request: OtlpExport,
    isClaimed: (service: string) => boolean,
    hasToken: boolean,
  ): Promise<Intake["read"]> {
    if (request.signal === "traces" && request.encoding === "protobuf") {
      const traces = unreadTraces(request.body);
      if (!mayBeOwn(traces.groups)) return this.#recorder.recordUnread(traces, isClaimed, hasToken);
    }
    const { read, parts } = intakeOf(request, isClaimed);
    const sent = hasToken ? parts.map((part) => ({ ...part, token: true as const })) : parts;
    await this.#recorder.record(await this.#foreign(sent));
    return read;
  }

  /** Without what our own recordings hold already. */
  async #foreign(parts: readonly IntakePart[]): Promise<readonly IntakePart[]> {
    return Promise.all(
      parts.map(async (part) => ({ ...part, groups: await this.#own.without(part.groups) })),
    );
  }

  async #import(text: string): Promise<ReceiverRequests["import"]["result"]> {
    const read = parseTraces(text);
    const parts = spanParts(read, () => true).map((part) => ({ ...part, imported: true as const }));
    return { traces: [...(await this.#recorder.record(parts))], spans: read.accepted };
  }

  async #details(trace: TraceId, id: SpanId): Promise<ReceiverRequests["details"]["result"]> {
    const span = await this.#watchingOf(trace).span(trace, id);
    return span && receivedDetails(span);
  }

  async #messages(trace: TraceId, id: SpanId): Promise<ReceiverRequests["messages"]["result"]> {
    const span = await this.#watchingOf(trace).span(trace, id);
    return span && receivedMessages(span);
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
