import type { Ledger } from "../core/budget.ts";
import { localDay } from "../core/days.ts";
import { FlightdeckError } from "../core/failure.ts";
import type { ModelRef } from "../core/lines.ts";
import type { Model, ModelInfo, ModelRequest, Provider } from "../core/model.ts";
import { vscodeModelRef } from "../core/modelName.ts";
import type { Disposable, Ports } from "../core/ports.ts";
import type { Cost, PromptCaching, Usage } from "../core/usage.ts";
import { anthropic, type Endpoint } from "../models/anthropic.ts";
import { countTokens } from "../models/countTokens.ts";
import { costOf, priceRow, pricedModels, pricingOf, type Pricing } from "../models/prices.ts";
import { editorModel } from "../models/editor/index.ts";
import {
  createSimulatedFetch,
  SESSION_HEADER,
  SIMULATED_FAILURES,
  withDefects,
} from "../models/simulated/index.ts";
import type { Redactor } from "../recording/redaction.ts";
import { fallback } from "../safeguards/fallback.ts";
import { capsOf, worstCaseOf } from "./budgets.ts";
import type { Credentials } from "./credentials.ts";
import { EditorCatalog } from "./editorCatalog.ts";
import { guarded, type CallMemory, type GuardOptions } from "./modelGuards.ts";
import { fullJitter } from "../safeguards/retry.ts";
import { redactAnswers } from "./redactAnswers.ts";
import { Traffic, type RestingModel } from "./traffic.ts";

export interface ModelsOptions {
  readonly ports: Ports;
  readonly ledger: (provider: Provider) => Ledger;
  readonly credentials: Credentials;
  /** Stands for the providers and for what other sessions do; absent where the real ones are meant. */
  readonly world?: ModelWorld;
}

/** What is outside of the chain of safeguards around a model, where it is not the real one. */
export interface ModelWorld {
  /** Undefined where today's knowledge of it is meant. */
  info(ref: ModelRef): ModelInfo | undefined;
  door(info: ModelInfo): Model;
  traffic(ref: ModelRef): Pick<GuardOptions, "circuit" | "lane">;
  readonly jitter: GuardOptions["jitter"];
  countTokens(): Promise<number | undefined>;
}

/** What a model's chain needs of its session. */
export interface ChainOptions {
  readonly memory: CallMemory;
  readonly caching: PromptCaching;
  /** Takes secrets out of what the models write. */
  readonly redactor: Redactor;
  /** The models that the agent names, in its order. */
  readonly agentModels?: readonly string[];
}

/** Which models there are, which one is meant, and each with its chain of safeguards. */
export class Models {
  readonly #options: ModelsOptions;
  readonly #simulated: typeof fetch;
  readonly #editor: EditorCatalog;
  readonly #traffic: Traffic;

  constructor(options: ModelsOptions) {
    this.#options = options;
    this.#editor = new EditorCatalog(options.ports);
    const { clock, settings } = options.ports;
    this.#traffic = new Traffic(clock, () => settings.current.maxParallelCalls);
    this.#simulated = createSimulatedFetch({ clock: options.ports.clock, random: options.ports.random });
  }

  /** Looks up which models the editor offers, for `info` and `refOf`, which cannot wait. */
  async load(): Promise<void> {
    await this.#editor.load();
  }

  /** Every model that a person can pick: Claude, then those of VS Code, then simulated ones. */
  async list(): Promise<readonly ModelInfo[]> {
    const offered = await this.#editor.load();
    const priced = pricedModels(this.#today()).map((id) => this.info({ provider: providerOf(id), id }));
    return [
      ...priced.filter(({ provider }) => provider === "anthropic"),
      ...offered.map(({ id }) => this.info({ provider: "vscode", id })),
      ...priced.filter(({ provider }) => provider === "simulated"),
    ];
  }

  /** Tells when the list may have become another one. */
  onChange(listener: () => void): Disposable {
    return this.#editor.onChange(listener);
  }

  dispose(): void {
    this.#editor.dispose();
  }

  /** Names that agent files use for the newest model of a family. */
  families(): readonly { readonly name: string; readonly id: string }[] {
    return [...FAMILIES].map(([name, id]) => ({ name, id }));
  }

  /** What is known of a model; a model of a compatible server that the table does not know gets cautious limits. */
  info({ provider, id }: ModelRef): ModelInfo {
    const told = this.#options.world?.info({ provider, id });
    if (told !== undefined) return told;
    if (provider === "vscode") return this.#editor.info(id);
    const row = priceRow(id, this.#today());
    const label = provider === "simulated" ? `${id} (no key, no cost)` : id;
    return {
      id,
      provider,
      label,
      contextWindow: row?.contextWindow ?? 200_000,
      maxOutput: row?.maxOutput ?? 32_000,
      ...(thinksByRequest(id) && { manualThinking: true }),
    };
  }

  /**
   * The model that an agent means, by its own name or a family's (`sonnet`), among those of VS Code also by
   * the name that its picker shows (`GPT-4.1 (copilot)`), else the person's setting, else Claude where there is a key or a server of one's own, else the simulated model.
   */
  async choose(agentModels: readonly string[] = []): Promise<ModelRef> {
    await this.load();
    const { model } = this.#options.ports.settings.current;
    // An agent file may name models of elsewhere; what the person has chosen counts as it is.
    const named =
      agentModels.map((name) => this.#find(name)).find((ref) => ref !== undefined) ??
      (model === "" ? undefined : this.refOf(model));
    if (named !== undefined && named.provider !== "anthropic") return named;
    const live = await this.#options.credentials.available();
    return live ? (named ?? DEFAULT_LIVE) : SIMULATED;
  }

  /** The reference for a model's id as a person or a file writes it. */
  refOf(id: string): ModelRef {
    return vscodeModelRef(id) ?? this.#find(id) ?? { provider: "anthropic", id };
  }

  /**
   * The model with its safeguards and those that answer where it cannot, for one session.
   * @throws FlightdeckError for an empty id.
   */
  chain(ref: ModelRef, { memory, caching, redactor, agentModels = [] }: ChainOptions): Model {
    if (ref.id === "") throw new FlightdeckError("invalid_request", "No model is chosen.");
    const refs = [ref, ...this.fallbacksOf(ref, agentModels)];
    const [first, ...others] = refs.map((each, index) => {
      const kept = each.provider === "anthropic" ? caching : "off";
      const guards = this.#guards(each, memory, index < refs.length - 1);
      return guarded(redactAnswers(this.#door(each, kept), redactor), { ...guards, caching: kept });
    });
    return fallback(first as Model, ...others);
  }

  /**
   * The models that answer where this one cannot: those after it in the agent's list, then the person's.
   * A simulated answer never stands for a real one, nor the other way round.
   */
  fallbacksOf(ref: ModelRef, agentModels: readonly string[]): readonly ModelRef[] {
    const { settings } = this.#options.ports;
    const named = agentModels.flatMap((name) => this.#find(name) ?? []);
    const all = [...named, ...settings.current.fallback.map((id) => this.refOf(id))];
    const own = all.findIndex((other) => isSame(other, ref));
    return all
      .slice(own + 1)
      .filter((other) => !isSame(other, ref) && isSimulated(other) === isSimulated(ref));
  }

  /** What the simulated model can be asked for with `/simulate NAME`. */
  simulations(): readonly { readonly name: string; readonly description: string }[] {
    return Object.entries(SIMULATED_FAILURES).map(([name, { description }]) => ({ name, description }));
  }

  /** Models that are left alone at the moment, because they failed again and again. */
  resting(): readonly RestingModel[] {
    return this.#traffic.resting();
  }

  #guards(ref: ModelRef, memory: CallMemory, hasFallback: boolean): Omit<GuardOptions, "caching"> {
    const { ports, ledger, world } = this.#options;
    const { clock, random, settings } = ports;
    return {
      ...(world?.traffic(ref) ?? this.#traffic.of(ref)),
      memory,
      hasFallback,
      clock,
      jitter: world?.jitter ?? fullJitter(random),
      ledger: ledger(ref.provider),
      cost: (usage) => this.costOf(ref, usage),
      caps: () => capsOf(settings.current),
      worstCase: () => worstCaseOf(this.#pricing(ref)),
      settings: () => settings.current,
    };
  }

  /** What a call cost at the price of this moment. */
  costOf(ref: ModelRef, usage: Usage): Cost {
    return costOf(usage, this.#pricing(ref));
  }

  /** The server's own count of a prompt's tokens; undefined where it does not count. */
  async countTokens(ref: ModelRef, request: ModelRequest, signal: AbortSignal): Promise<number | undefined> {
    const { world } = this.#options;
    if (world !== undefined) return world.countTokens();
    // What is meant for another provider's model goes to that one alone.
    if (ref.provider === "vscode") return undefined;
    const { ports, credentials } = this.#options;
    const simulated = ref.provider === "simulated";
    const endpoint = simulated ? () => Promise.resolve(SIMULATED_ENDPOINT) : () => credentials.endpoint();
    const fetch = simulated ? this.#simulated : ports.fetch;
    return countTokens(request, { model: ref.id, fetch, endpoint }, signal);
  }

  #door(ref: ModelRef, caching: PromptCaching): Model {
    const { ports, credentials, world } = this.#options;
    if (world !== undefined) return world.door(this.info(ref));
    const { clock, settings } = ports;
    const common = { info: this.info(ref), clock, idleSeconds: () => settings.current.idleTimeout };
    if (ref.provider === "vscode") return editorModel({ ...common, editor: ports.editorModels });
    const simulated = ref.provider === "simulated";
    const door = anthropic({
      ...common,
      caching,
      fetch: simulated ? this.#simulated : ports.fetch,
      // The simulation counts its failures per session; a real server is told nothing.
      headers: ({ session }) => (simulated ? { [SESSION_HEADER]: session } : {}),
      endpoint: simulated ? () => Promise.resolve(SIMULATED_ENDPOINT) : () => credentials.endpoint(),
    });
    return simulated ? withDefects(door) : door;
  }

  #pricing(ref: ModelRef): Pricing {
    const { clock, settings } = this.#options.ports;
    return pricingOf(ref, {
      at: clock.now(),
      zone: clock.zone,
      overrides: settings.current.prices,
      local: ref.provider === "anthropic" && this.#options.credentials.isLocal(),
    });
  }

  #find(name: string): ModelRef | undefined {
    if (name === "") return undefined;
    const id = FAMILIES.get(name) ?? name;
    if (priceRow(id, this.#today()) !== undefined) return { provider: providerOf(id), id };
    return this.#editor.find(name);
  }

  #today(): string {
    const { clock } = this.#options.ports;
    return localDay(clock.now(), clock.zone);
  }
}

const DEFAULT_LIVE: ModelRef = { provider: "anthropic", id: "claude-sonnet-5-5" };
const SIMULATED: ModelRef = { provider: "simulated", id: "simulated" };
const SIMULATED_ENDPOINT: Endpoint = { baseUrl: "http://simulated.invalid", apiKey: "simulated" };

/** Names that agent files use for the newest model of a family. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ["opus", "claude-opus-5-5"],
  ["sonnet", "claude-sonnet-5-5"],
  ["haiku", "claude-haiku-5-5"],
]);

/** Models before those that think by default; Fable, Mythos, and the 5.5 family bind their thinking instead. */
const thinksByRequest = (id: string): boolean =>
  /^claude-(?:(?:opus|sonnet|haiku)-(?:[1-4]\b|5(?!-5))|\d)/.test(id);

const providerOf = (id: string): Provider => (id.startsWith("simulated") ? "simulated" : "anthropic");
const isSimulated = ({ provider }: ModelRef): boolean => provider === "simulated";
const isSame = (a: ModelRef, b: ModelRef): boolean => a.provider === b.provider && a.id === b.id;
