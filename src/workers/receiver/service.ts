import { isDeepStrictEqual } from "node:util";
import type { SpanId, TraceId } from "../../core/ids.ts";
import type { Clock, Random, Storage } from "../../core/ports.ts";
import type { Span } from "../../core/telemetry.ts";
import { costOf, pricingOf } from "../../models/prices.ts";
import type { OtlpAnswer, OtlpExport } from "../../node/otlp/exchange.ts";
import { Redactor } from "../../recording/redaction.ts";
import { Segments } from "../../recording/segments.ts";
import { parseTraces } from "../../telemetry/otlp/json.ts";
import { OtlpError } from "../../telemetry/otlp/limits.ts";
import { encodeReply, replyJson } from "../../telemetry/otlp/reply.ts";
import { keep, keepLogs } from "../../telemetry/privacy.ts";
import type { PriceOf } from "../../telemetry/receivedSpan.ts";
import { ms } from "../../core/units.ts";
import { TraceTable } from "../../views/traceTable.ts";
import { Claims } from "./claims.ts";
import { intakeOf, spanParts, type IntakePart } from "./intake.ts";
import { Listening } from "./listening.ts";
import type {
  Claimed,
  ReceiverNews,
  ReceiverOptions,
  ReceiverPolicy,
  ReceiverRequests,
  ReceivedView,
  ServiceClaim,
  TracesPage,
  TracesQuery,
} from "./messages.ts";
import { receivedDetails, receivedMessages } from "./spanDetails.ts";
import { OwnSpans } from "./ownSpans.ts";
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
  readonly #listening: Listening;
  readonly #claims: Claims;
  readonly #own: OwnSpans;
  #working: Promise<unknown> = Promise.resolve();
  #told = false;

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
    this.#listening = new Listening({
      clock: surroundings.clock,
      take: (request, claims) => this.#take(request, claims),
    });
  }

  /** Reads what was received before. */
  static async open(surroundings: ReceiverSurroundings): Promise<ReceiverService> {
    const service = new ReceiverService(surroundings);
    await service.#claims.read();
    await service.#store.sync();
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
  async #take(request: OtlpExport, claims: Claimed): Promise<OtlpAnswer> {
    try {
      const all = claims === "all" || request.token === this.#policy.token;
      const { read, parts } = intakeOf(request, (service) => all || this.#claims.has(service));
      await this.#record(await this.#foreign(parts));
      return { status: 200, body: request.encoding === "json" ? replyJson(read) : encodeReply(read) };
    } catch (error) {
      if (error instanceof OtlpError) return { status: 400, body: error.message };
      this.#surroundings.news({
        type: "warning",
        message: `Received spans could not be written: ${error instanceof Error ? error.message : String(error)}`,
      });
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

  async #recordPart({ claimed, groups, logs }: IntakePart): Promise<Iterable<TraceId>> {
    // Nobody has said that what others say may be kept.
    const content = claimed ? this.#policy.content : "off";
    const redact = (text: string): string => this.#redactor.redact(text).text;
    const kept = { groups: keep(groups, content, redact), logs: keepLogs(logs, content, redact) };
    if (kept.groups.length + kept.logs.length === 0) return [];
    const line = { received: this.#surroundings.clock.now(), claimed, ...kept };
    const changed = await this.#alone(async () => this.#store.add(line, await this.#segments.append(line)));
    for (const [trace, spans] of changed) this.#show(trace, spans);
    this.#tellChanged();
    return changed.keys();
  }

  async #import(text: string): Promise<ReceiverRequests["import"]["result"]> {
    const read = parseTraces(text);
    return { traces: await this.#record(spanParts(read, () => true)), spans: read.accepted };
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
