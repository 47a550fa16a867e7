import type { Effects } from "./tool.ts";
import type { PromptCaching } from "./usage.ts";

/**
 * Every setting once: its name, type, default, scope and limits. The manifest is compared with this
 * table by a test; the editor and the command line read their values through it.
 */

/** JSON Schema as a manifest's `configuration` takes it. */
type Schema = Readonly<Record<string, unknown>>;

export interface SettingSpec<T> {
  readonly default: T;
  /**
   * `machine`: moves a key, money or content, so a workspace cannot set it.
   * `window`: a workspace may set it; where `tighten` is given, only to something stricter.
   */
  readonly scope: "machine" | "window";
  /** Which of the user's and the workspace's value holds. Agent files tighten in the same way. */
  tighten?(user: T, workspace: T): T;
  readonly description: string;
  readonly schema: Schema;
  /** @throws SettingError saying what is wrong. */
  parse(value: unknown): T;
}

export class SettingError extends Error {
  override readonly name = "SettingError";
}

interface Common {
  readonly scope: "machine" | "window";
  readonly description: string;
}

interface NumberOptions extends Common {
  readonly default: number;
  readonly minimum: number;
  readonly maximum?: number;
  readonly integer?: true;
  readonly tighten?: (user: number, workspace: number) => number;
}

function number(options: NumberOptions): SettingSpec<number> {
  const { minimum, maximum = Number.MAX_SAFE_INTEGER, integer } = options;
  return {
    ...options,
    schema: {
      type: integer ? "integer" : "number",
      minimum,
      ...(options.maximum === undefined ? {} : { maximum: options.maximum }),
    },
    parse(value) {
      if (typeof value !== "number" || !Number.isFinite(value)) throw new SettingError("must be a number");
      if (integer && !Number.isInteger(value)) throw new SettingError("must be a whole number");
      if (value < minimum) throw new SettingError(`must be at least ${minimum}`);
      if (value > maximum) throw new SettingError(`must be at most ${maximum}`);
      return value;
    },
  };
}

function text(
  options: Common & {
    readonly default: string;
    readonly check?: (value: string) => void;
    /** What of the check a schema can say. */
    readonly pattern?: Schema;
  },
): SettingSpec<string> {
  return {
    ...options,
    schema: { type: "string", ...options.pattern },
    parse(value) {
      if (typeof value !== "string") throw new SettingError("must be a text");
      const trimmed = value.trim();
      if (trimmed !== "") options.check?.(trimmed);
      return trimmed;
    },
  };
}

function flag(
  options: Common & {
    readonly default: boolean;
    readonly tighten?: (user: boolean, workspace: boolean) => boolean;
  },
): SettingSpec<boolean> {
  return {
    ...options,
    schema: { type: "boolean" },
    parse(value) {
      if (typeof value !== "boolean") throw new SettingError("must be true or false");
      return value;
    },
  };
}

const RECEIVED_CONTENT = ["on", "redacted", "off"] as const;

const receivedContent: SettingSpec<(typeof RECEIVED_CONTENT)[number]> = {
  default: "redacted",
  scope: "machine",
  description:
    "What is kept of the content of received spans (prompts, answers, arguments and results of tools): `on` as it comes, `redacted` without the secrets in it, `off` none of it. Holds for what comes from now on.",
  schema: { type: "string", enum: [...RECEIVED_CONTENT] },
  parse(value) {
    const found = RECEIVED_CONTENT.find((known) => known === value);
    if (found === undefined) throw new SettingError(`must be one of ${RECEIVED_CONTENT.join(", ")}`);
    return found;
  },
};

const PROTOCOLS = ["http/protobuf", "http/json", "grpc"] as const;

const exportProtocol: SettingSpec<(typeof PROTOCOLS)[number]> = {
  default: "http/protobuf",
  scope: "machine",
  description: "How spans are exported: OTLP over `http/protobuf`, `http/json` or `grpc`.",
  schema: { type: "string", enum: [...PROTOCOLS] },
  parse(value) {
    const found = PROTOCOLS.find((known) => known === value);
    if (found === undefined) throw new SettingError(`must be one of ${PROTOCOLS.join(", ")}`);
    return found;
  },
};

const BACKENDS = ["jaeger", "tempo"] as const;

const backendKind: SettingSpec<(typeof BACKENDS)[number]> = {
  default: "jaeger",
  scope: "machine",
  description: "Whose query API `#flightdeck.traces.backend.url#` is: `jaeger` or `tempo`.",
  schema: { type: "string", enum: [...BACKENDS] },
  parse(value) {
    const found = BACKENDS.find((known) => known === value);
    if (found === undefined) throw new SettingError(`must be one of ${BACKENDS.join(", ")}`);
    return found;
  },
};

const headers = (description: string): SettingSpec<Readonly<Record<string, string>>> => ({
  default: {},
  scope: "machine",
  description,
  schema: {
    type: "object",
    propertyNames: { pattern: "^[\\w-]+$" },
    additionalProperties: { type: "string", pattern: "^[^\\r\\n]*$" },
  },
  parse(value) {
    if (!isRecord(value)) throw new SettingError("must map names of headers to texts");
    for (const [name, header] of Object.entries(value)) {
      if (!/^[\w-]+$/.test(name)) throw new SettingError(`${name} is no name of a header`);
      if (typeof header !== "string" || /[\r\n]/.test(header))
        throw new SettingError(`${name} must be a text of one line`);
    }
    return value as Record<string, string>;
  },
});

const CACHING = ["off", "5m", "1h"] as const satisfies readonly PromptCaching[];

const promptCaching: SettingSpec<PromptCaching> = {
  default: "5m",
  scope: "machine",
  description:
    "How long Anthropic keeps the beginning of a conversation, which makes the next call cheaper and faster: `5m`, `1h` (writing costs more), or `off`. Holds from the next session on.",
  schema: { type: "string", enum: [...CACHING] },
  parse(value) {
    const found = CACHING.find((known) => known === value);
    if (found === undefined) throw new SettingError(`must be one of ${CACHING.join(", ")}`);
    return found;
  },
};

const SEVERITIES = ["error", "warning", "information", "hint", "off"] as const;
export type AuditSeverity = (typeof SEVERITIES)[number];

const severity: SettingSpec<AuditSeverity> = {
  default: "warning",
  scope: "window",
  description:
    "How what the checklist audit has proved to be absent or partial is shown in the Problems view; `off` shows it in the Checklist only.",
  schema: { type: "string", enum: [...SEVERITIES] },
  parse(value) {
    const found = SEVERITIES.find((known) => known === value);
    if (found === undefined) throw new SettingError(`must be one of ${SEVERITIES.join(", ")}`);
    return found;
  },
};

/** USD. Above it sums of nano-USD would lose their exactness. */
const HIGHEST_CAP = 1_000_000;

/** The stricter of two caps; null is none. */
const lowerCap = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** An amount in USD, or null for no cap. */
function cap(options: {
  readonly default: number | null;
  readonly scope?: "window";
  readonly description: string;
}): SettingSpec<number | null> {
  return {
    ...options,
    ...(options.scope === "window" && { tighten: lowerCap }),
    scope: options.scope ?? "machine",
    schema: { type: ["number", "null"], minimum: 0, maximum: HIGHEST_CAP },
    parse(value) {
      if (value === null) return null;
      if (typeof value !== "number" || !(value >= 0 && value <= HIGHEST_CAP))
        throw new SettingError(`must be an amount in USD up to ${HIGHEST_CAP}, or null for no cap`);
      return value;
    },
  };
}

const fallbackModels: SettingSpec<readonly string[]> = {
  default: [],
  scope: "machine",
  description:
    "Models, by id and in this order, that answer where the chosen one cannot: overloaded, rate limited, refusing, not reachable. Those that an agent file names come first.",
  schema: { type: "array", items: { type: "string" }, uniqueItems: true },
  parse(value) {
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
      throw new SettingError("must be a list of model ids");
    return value.map((item) => item.trim()).filter((item) => item !== "");
  },
};

const APPROVABLE = ["write", "execute", "network"] as const satisfies readonly Effects[];
export type Approvable = (typeof APPROVABLE)[number];

const alwaysAllow: SettingSpec<readonly Approvable[]> = {
  default: [],
  scope: "machine",
  description:
    "What agents may do without asking. Never covers files that run or steer something later, such as `.git`, agent files, tasks and package manifests.",
  schema: { type: "array", items: { type: "string", enum: [...APPROVABLE] }, uniqueItems: true },
  parse(value) {
    if (!Array.isArray(value)) throw new SettingError("must be a list");
    return value.map((item: unknown) => {
      const found = APPROVABLE.find((name) => name === item);
      if (found === undefined)
        throw new SettingError(`knows ${APPROVABLE.join(", ")}, not ${JSON.stringify(item)}`);
      return found;
    });
  },
};

const EFFECTS = ["read", ...APPROVABLE, "execute+network"] as const satisfies readonly Effects[];

const toolEffects: SettingSpec<Readonly<Record<string, Effects>>> = {
  default: {},
  scope: "machine",
  description:
    "What tools of MCP servers and of other extensions can do at most, by name; a `*` at the end stands for any rest, and the longest match counts. `read` runs without asking. Others count as `execute+network`.",
  schema: { type: "object", additionalProperties: { enum: [...EFFECTS] } },
  parse(value) {
    if (!isRecord(value)) throw new SettingError("must map tool names to what they can do");
    return Object.fromEntries(
      Object.entries(value).map(([name, given]) => {
        const effects = EFFECTS.find((known) => known === given);
        if (effects === undefined)
          throw new SettingError(`${name}: knows ${EFFECTS.join(", ")}, not ${JSON.stringify(given)}`);
        return [name, effects];
      }),
    );
  },
};

/** USD per million tokens. */
export interface PriceOverride {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
}

const HIGHEST_PRICE = 100_000;
const PRICE_FIELDS = ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

const prices: SettingSpec<Readonly<Record<string, PriceOverride | "not metered">>> = {
  default: {},
  scope: "machine",
  description:
    'Prices of models by id, in USD per million tokens, which replace the built-in table. `"not metered"` marks a model that costs nothing, such as one on a local server.',
  schema: {
    type: "object",
    additionalProperties: {
      anyOf: [
        { const: "not metered" },
        {
          type: "object",
          required: ["input", "output"],
          additionalProperties: false,
          properties: Object.fromEntries(
            PRICE_FIELDS.map((field) => [field, { type: "number", minimum: 0, maximum: HIGHEST_PRICE }]),
          ),
        },
      ],
    },
  },
  parse(value) {
    if (!isRecord(value)) throw new SettingError("must map model ids to prices");
    return Object.fromEntries(
      Object.entries(value).map(([model, price]) => [model, parsePrice(model, price)]),
    );
  },
};

function parsePrice(model: string, price: unknown): PriceOverride | "not metered" {
  if (price === "not metered") return price;
  if (!isRecord(price)) throw new SettingError(`${model}: must be a price or "not metered"`);
  for (const [field, amount] of Object.entries(price)) {
    if (!PRICE_FIELDS.some((known) => known === field))
      throw new SettingError(`${model}: does not know ${field}`);
    if (typeof amount !== "number" || !(amount >= 0 && amount <= HIGHEST_PRICE))
      throw new SettingError(`${model}.${field}: must be a number from 0 to ${HIGHEST_PRICE}`);
  }
  const { input, output } = price;
  if (typeof input !== "number" || typeof output !== "number")
    throw new SettingError(`${model}: needs input and output`);
  return { ...price, input, output };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const ORIGIN: Schema = {
  pattern: "^\\s*(https?://\\S+)?\\s*$",
  patternErrorMessage: "A URL such as http://127.0.0.1:11434, or empty for Anthropic.",
};

function checkOrigin(value: string): void {
  if (!URL.canParse(value)) throw new SettingError("must be a URL such as http://127.0.0.1:11434");
  const { protocol } = new URL(value);
  if (protocol !== "http:" && protocol !== "https:") throw new SettingError("must be an http or https URL");
}

/** By name, without the prefix `flightdeck.`. */
export const SETTINGS = {
  model: text({
    default: "",
    scope: "window",
    description:
      "The model that new sessions use where the agent names none. Empty: Claude where there is an API key, else the simulated model.",
  }),
  maxTokens: number({
    default: 16_000,
    minimum: 1_024,
    maximum: 128_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "The most output tokens of one model call, thinking included.",
  }),
  maxIterations: number({
    default: 50,
    minimum: 1,
    maximum: 1_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "The most model calls in one turn.",
  }),
  turnTimeout: number({
    default: 3_600,
    minimum: 10,
    maximum: 86_400,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds that one turn may take, not counting the time in which it waits for your approval. The model is told when a tenth is left.",
  }),
  "loops.nudgeAfter": number({
    default: 3,
    minimum: 2,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "How often an agent may repeat a call, a cycle of up to four steps or an error before it is told so.",
  }),
  "loops.stopAfter": number({
    default: 5,
    minimum: 2,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "How often an agent may repeat a call, a cycle or an error before its turn is stopped.",
  }),
  "loops.noProgress": number({
    default: 12,
    minimum: 4,
    maximum: 1_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "After how many steps without anything new (no result that was not there before, no new change) a turn is stopped. The model is told at half of them.",
  }),
  "tools.mistakes": number({
    default: 5,
    minimum: 1,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "How many tool calls in a row may have arguments that do not fit, before the turn is stopped.",
  }),
  "tools.stormErrors": number({
    default: 10,
    minimum: 2,
    maximum: 20,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description: "How many of the last 20 tool calls of a turn may fail before it is stopped.",
  }),
  "tools.breakerErrors": number({
    default: 3,
    minimum: 2,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "After how many errors of one class in a row a tool is switched off for a while. Five errors within eight calls switch it off too.",
  }),
  "tools.breakerPause": number({
    default: 5,
    minimum: 1,
    maximum: 100,
    integer: true,
    scope: "window",
    tighten: Math.max,
    description:
      "For how many model calls a tool stays switched off. Then one call tries whether it works again.",
  }),
  "tools.timeout": number({
    default: 300,
    minimum: 1,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds that a tool call may take. Commands have a limit of their own, `commandTimeout`.",
  }),
  "context.maxTokens": number({
    default: 150_000,
    minimum: 4_000,
    maximum: 2_000_000,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "Tokens of a prompt from which on its oldest parts are left out, down to about half; 80 % of the model's window where that is less. The whole conversation stays readable.",
  }),
  "context.summary": flag({
    default: false,
    scope: "machine",
    description:
      "Whether the model writes a summary of what is left out of a long conversation. That is a model call, which counts against your budget.",
  }),
  fallback: fallbackModels,
  maxParallelCalls: number({
    default: 4,
    minimum: 1,
    maximum: 64,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "The most calls of one model at once, over all sessions of this window. Further ones wait their turn.",
  }),
  "retry.maxAttempts": number({
    default: 6,
    minimum: 1,
    maximum: 20,
    integer: true,
    scope: "window",
    tighten: Math.min,
    description:
      "The most HTTP attempts of one step. Retries, fallbacks and every recovery draw from this one number.",
  }),
  "retry.maxWait": number({
    default: 120,
    minimum: 0,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds that one step may wait between its attempts, all waits together.",
  }),
  "retry.longestWait": number({
    default: 60,
    minimum: 0,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds. A server that asks for a longer wait is not waited for: a fallback answers, or the turn stops and says so.",
  }),
  "refusal.rephrase": flag({
    default: false,
    scope: "machine",
    description:
      "Whether a model that refuses without naming a category is asked once more in other words, which costs another call.",
  }),
  "refusal.soft": flag({
    default: false,
    scope: "machine",
    description:
      "Whether a refusal in words (“I cannot help with …”) is treated like a marked one: rephrased where that is allowed, then given to a fallback. The beginning of each answer is held back until it is clear that it is none.",
  }),
  idleTimeout: number({
    default: 90,
    minimum: 5,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds without a byte of a model's answer after which it counts as stalled.",
  }),
  commandTimeout: number({
    default: 120,
    minimum: 1,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description: "Seconds that a command of an agent may run.",
  }),
  "anthropic.baseUrl": text({
    default: "",
    scope: "machine",
    check: checkOrigin,
    pattern: ORIGIN,
    description:
      "Another server that speaks the Anthropic Messages API (Ollama, LM Studio, llama.cpp, vLLM, LiteLLM). Empty: Anthropic.",
  }),
  "anthropic.promptCaching": promptCaching,
  prices,
  "budget.daily": cap({
    default: 5,
    description:
      "The most to spend per day, in USD. A model call that could exceed it is not sent. `null` means no cap.",
  }),
  "budget.monthly": cap({
    default: 50,
    description: "The most to spend per month, in USD. `null` means no cap.",
  }),
  "budget.session": cap({
    default: null,
    scope: "window",
    description: "The most to spend in one session, in USD. `null` means no cap.",
  }),
  "budget.turn": cap({
    default: null,
    scope: "window",
    description: "The most to spend in one turn, in USD. `null` means no cap.",
  }),
  "approvals.alwaysAllow": alwaysAllow,
  "injection.ask": flag({
    default: true,
    scope: "machine",
    description:
      "Whether a session that has read untrusted text (from the network, MCP servers, other extensions' tools, dependency and ignored folders, or text that looks like instructions to an AI) asks each time before it writes, executes or uses the network, whatever was allowed before. Where it is off, such text is only marked.",
  }),
  "tools.effects": toolEffects,
  "mcp.startTimeout": number({
    default: 10,
    minimum: 1,
    maximum: 300,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds that a new session waits for MCP servers to start. Those that are later join the next session.",
  }),
  "mcp.callTimeout": number({
    default: 120,
    minimum: 1,
    maximum: 3_600,
    scope: "window",
    tighten: Math.min,
    description:
      "Seconds without a sign of progress after which a call of an MCP server's tool is cancelled.",
  }),
  "audit.severity": severity,
  "audit.onSave": flag({
    default: false,
    scope: "window",
    description:
      "Whether the checklist audit runs again when a source or configuration file is saved, once it has run.",
  }),
  "receiver.enabled": flag({
    default: true,
    scope: "machine",
    description:
      "Whether spans of other programs are received over OTLP, on this machine only, and new terminals of projects that use a model or OpenTelemetry are told where to send them.",
  }),
  "receiver.content": receivedContent,
  "receiver.standardPorts": flag({
    default: true,
    scope: "machine",
    description:
      "Whether a window that receives spans takes the ports 4317 and 4318 besides its own while no other program has them, for programs that were started elsewhere. Of those nothing that was said is kept until you claim their service.",
  }),
  "sessions.store": flag({
    default: true,
    scope: "window",
    tighten: (user, workspace) => user && workspace,
    description:
      "Whether sessions are recorded on the disk. If not, all are private: they live in memory, end with their window, and cannot be resumed or replayed; what they cost stays in the ledger. _New Private Session_ begins a single one.",
  }),
  "retention.days": number({
    default: 0,
    minimum: 0,
    maximum: 36_500,
    integer: true,
    scope: "machine",
    description:
      "After how many days without anything new sessions and received traces of a workspace are removed from the disk; 0 keeps them. What is open stays, and what a session has cost stays in the ledger.",
  }),
  "retention.maxSize": number({
    default: 10_000,
    minimum: 0,
    scope: "machine",
    description:
      "Megabytes that the sessions and received traces of a workspace may take on the disk; then the oldest are removed, but nothing of the last day. 0 is no limit. A notice says what was removed.",
  }),
  "export.endpoint": text({
    default: "",
    scope: "machine",
    check: checkOrigin,
    pattern: { ...ORIGIN, patternErrorMessage: "A URL such as http://localhost:4318, or empty." },
    description:
      "Where spans of sessions are exported to over OTLP, such as `http://localhost:4318` (a collector, Jaeger, Tempo), `http://localhost:6006` (Phoenix), `https://api.honeycomb.io` or `https://cloud.langfuse.com/api/public/otel`; _Connect Export Backend…_ fills this in. Empty: what `OTEL_EXPORTER_OTLP_ENDPOINT` says, else nowhere.",
  }),
  "export.protocol": exportProtocol,
  "export.headers": headers(
    "Headers that are sent to `#flightdeck.export.endpoint#`, such as a key. `${env:NAME}` stands for a variable of the environment and `${secret}` for the key that _Connect Export Backend…_ asked for, so that no key need stand here.",
  ),
  "export.received": flag({
    default: false,
    scope: "machine",
    description:
      "Whether traces that other programs send here go to the backend too, from then on. Traces out of files and of unclaimed services never do.",
  }),
  "export.content": flag({
    default: false,
    scope: "machine",
    description: "Whether exported spans carry previews of what was said.",
  }),
  "traces.backend.url": text({
    default: "",
    scope: "machine",
    check: checkOrigin,
    pattern: { ...ORIGIN, patternErrorMessage: "A URL such as http://localhost:16686, or empty." },
    description:
      "The query API of the backend from which *Open Trace from Backend…* reads: Jaeger's, such as `http://localhost:16686`, or Tempo's, such as `http://localhost:3200`.",
  }),
  "traces.backend.kind": backendKind,
  "traces.backend.headers": headers(
    "Headers that are sent to `#flightdeck.traces.backend.url#`, such as `X-Scope-OrgID`. A key need not stand here: you are asked for it where the backend wants one, and it is kept in VS Code's secret storage.",
  ),
  "spans.content": flag({
    default: true,
    scope: "machine",
    description: "Whether spans carry a preview of what was asked.",
  }),
} as const satisfies Record<string, SettingSpec<unknown>>;

export type SettingName = keyof typeof SETTINGS;

/** The effective values. */
export type Settings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends SettingSpec<infer T> ? T : never;
};

/** A setting whose value was not usable; its default holds instead. */
export interface SettingProblem {
  readonly name: SettingName;
  readonly message: string;
}

/** The values that a source holds for one setting. */
export interface SettingValues {
  readonly user?: unknown;
  readonly workspace?: unknown;
}

/**
 * Effective settings from what the user and the workspace say. A value that is not usable is
 * reported and left out; a workspace's value counts only where the setting's scope allows it.
 */
export function resolveSettings(values: (name: SettingName) => SettingValues): {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const entries = Object.entries(SETTINGS).map(([key, entry]) => {
    const name = key as SettingName;
    // Each parses unknown to its own type, which goes back in under its own name.
    const spec: SettingSpec<unknown> = entry;
    const read = (value: unknown): unknown => {
      if (value === undefined) return undefined;
      try {
        return spec.parse(value);
      } catch (error) {
        if (!(error instanceof SettingError)) throw error;
        problems.push({ name, message: `flightdeck.${name} ${error.message}` });
        return undefined;
      }
    };
    const given = values(name);
    const chosen = read(given.user);
    // Null is a choice: no cap.
    const user = chosen === undefined ? spec.default : chosen;
    const workspace = spec.scope === "machine" ? undefined : read(given.workspace);
    if (workspace === undefined) return [name, user];
    return [name, spec.tighten ? spec.tighten(user, workspace) : workspace];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}

export const DEFAULT_SETTINGS: Settings = resolveSettings(() => ({})).settings;
