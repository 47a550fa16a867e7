import { isDeepStrictEqual } from "node:util";
import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Clock, Random, Storage } from "../../core/ports.ts";
import { costOf, pricingOf } from "../../models/prices.ts";
import type { OtlpAnswer, OtlpExport } from "../../node/otlp/exchange.ts";
import { Redactor } from "../../recording/redaction.ts";
import { inLines } from "../../recording/segmentLines.ts";
import { Segments } from "../../recording/segments.ts";
import { parseTraces } from "../../telemetry/otlp/json.ts";
import { OtlpError } from "../../telemetry/otlp/limits.ts";
import { encodeReply, replyJson } from "../../telemetry/otlp/reply.ts";
import { keep, keepLogs } from "../../telemetry/privacy.ts";
import type { PriceOf } from "../../telemetry/receivedSpan.ts";
import { ms, type EpochMs } from "../../core/units.ts";
import type { SourceQuery } from "../../views/sourceSpans.ts";
import { subtreeOf } from "../../views/subtree.ts";
import { Claims } from "./claims.ts";
import { forgetTraces } from "./forget.ts";
import { intakeOf, spanParts, type IntakePart } from "./intake.ts";
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
import { OwnSpans } from "./ownSpans.ts";
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
const QUARTER_MS = 900_000;
const MOST_PRICINGS = 10_000;

/** The receiver: listens, writes down what comes, and answers what is asked of it. */
export class ReceiverService {
  readonly #surroundings: ReceiverSurroundings;
  readonly #segments: Segments;
  readonly #store: TraceStore;
  readonly #watching: Watching;
  readonly #viewed: Viewed;
  #policy: ReceiverPolicy = { content: "redacted", prices: {}, held: [], token: "" };
  #redactor = new Redactor();
  readonly #pricings = new Map<string, ReturnType<typeof pricingOf>>();
  readonly #listening: Listening;
  readonly #claims: Claims;
  readonly #own: OwnSpans;
  #working: Promise<unknown> = Promise.resolve();
  #told = false;
  #begun: Promise<void> | undefined;

  private constructor(surroundings: ReceiverSurroundings) {
    this.#surroundings = surroundings;
    this.#segments = new Segments(surroundings);
    this.#claims = new Claims(surroundings);
    this.#own = new OwnSpans(surroundings);
    this.#store = new TraceStore({
      segments: this.#segments,
      price: this.#price,
      zone: surroundings.zone,
      isClaimed: (name) => this.#claims.has(name),
    });
    this.#watching = new Watching({ ...surroundings, segments: this.#segments, price: this.#price });
    this.#viewed = new Viewed({ ...surroundings, price: this.#price });
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
        this.#alone(() => forgetTraces(this.#store, this.#segments, new Set(traces))),
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

  #price: PriceOf = (model, usage, at) => {
    return costOf(usage, this.#pricing(model, at));
  };

  /** Prices change by day, and days begin with a quarter of an hour everywhere. */
  #pricing(model: string, at: EpochMs): ReturnType<typeof pricingOf> {
    const key = `${Math.floor(at / QUARTER_MS)} ${model}`;
    let pricing = this.#pricings.get(key);
    if (pricing === undefined) {
      const { zone } = this.#surroundings;
      const { prices: overrides } = this.#policy;
      const ref = { provider: "anthropic" as const, id: withoutPlatform(model) };
      pricing = pricingOf(ref, { at, zone, overrides, local: false });
      if (this.#pricings.size >= MOST_PRICINGS) this.#pricings.clear();
      this.#pricings.set(key, pricing);
    }
    return pricing;
  }

  async #follow(policy: ReceiverPolicy): Promise<void> {
    const { prices } = this.#policy;
    this.#policy = policy;
    this.#pricings.clear();
    this.#redactor = new Redactor(() => policy.held);
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
      const { read, parts } = intakeOf(request, (service) => all || this.#claims.has(service));
      const sent = hasToken ? parts.map((part) => ({ ...part, token: true as const })) : parts;
      await this.#record(await this.#foreign(sent));
      return { status: 200, body: request.encoding === "json" ? replyJson(read) : encodeReply(read) };
    } catch (error) {
      if (error instanceof OtlpError) return { status: 400, body: error.message };
      this.#warn("Received spans could not be written", error);
      return { status: 503, body: "The spans could not be written; try again." };
    }
  }

  /** Without what our own recordings hold already. */
  async #foreign(parts: readonly IntakePart[]): Promise<readonly IntakePart[]> {
    return Promise.all(
      parts.map(async (part) => ({ ...part, groups: await this.#own.without(part.groups) })),
    );
  }

  async #record(parts: readonly IntakePart[]): Promise<readonly TraceId[]> {
    const traces = new Set<TraceId>();
    for (const part of parts) for (const trace of await this.#recordPart(part)) traces.add(trace);
    return [...traces];
  }

  async #recordPart({ claimed, token, imported, groups, logs }: IntakePart): Promise<Iterable<TraceId>> {
    // Nobody has said that what others say may be kept.
    const content = claimed ? this.#policy.content : "off";
    const redact = (text: string): string => this.#redactor.redact(text).text;
    const kept = { groups: keep(groups, content, redact), logs: keepLogs(logs, content, redact) };
    if (kept.groups.length + kept.logs.length === 0) return [];
    const received = this.#surroundings.clock.now();
    const traces = new Set<TraceId>();
    for (const some of inLines(kept)) {
      const line = { received, claimed, ...(token && { token }), ...(imported && { imported }), ...some };
      await this.#alone(async () => {
        const place = await this.#segments.append(line);
        const spans = await this.#store.add(line, place);
        this.#watching.show(spans, line, place);
        for (const trace of spans.keys()) traces.add(trace);
      });
    }
    this.#tellChanged();
    return traces;
  }

  async #import(text: string): Promise<ReceiverRequests["import"]["result"]> {
    const read = parseTraces(text);
    const parts = spanParts(read, () => true).map((part) => ({ ...part, imported: true as const }));
    return { traces: await this.#record(parts), spans: read.accepted };
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

/** `anthropic/claude-…`, `us.anthropic.claude-…-v1:0`: the same model on another platform, at the same list price. */
const withoutPlatform = (model: string): string =>
  model
    .replace(/^(?:(?:[a-z]{2,6}\.)?anthropic[./])/, "")
    .replace(/-v\d+(?::\d+)?$/, "")
    .replace(/@/, "-");
