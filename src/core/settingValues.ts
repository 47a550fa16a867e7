import { isRecord, SettingError, type Schema, type SettingSpec } from "./settingKinds.ts";
import type { Effects } from "./tool.ts";
import type { PromptCaching } from "./usage.ts";

/** Settings whose values are of a kind of their own. */

const RECEIVED_CONTENT = ["on", "redacted", "off"] as const;

export const receivedContent: SettingSpec<(typeof RECEIVED_CONTENT)[number]> = {
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

export const exportProtocol: SettingSpec<(typeof PROTOCOLS)[number]> = {
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

export const backendKind: SettingSpec<(typeof BACKENDS)[number]> = {
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

const CACHING = ["off", "5m", "1h"] as const satisfies readonly PromptCaching[];

export const promptCaching: SettingSpec<PromptCaching> = {
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

export const severity: SettingSpec<AuditSeverity> = {
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

export const fallbackModels: SettingSpec<readonly string[]> = {
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

export const alwaysAllow: SettingSpec<readonly Approvable[]> = {
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

export const toolEffects: SettingSpec<Readonly<Record<string, Effects>>> = {
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

export const prices: SettingSpec<Readonly<Record<string, PriceOverride | "not metered">>> = {
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

export const ORIGIN: Schema = {
  pattern: "^\\s*(https?://\\S+)?\\s*$",
  patternErrorMessage: "A URL such as http://127.0.0.1:11434, or empty for Anthropic.",
};

export function checkOrigin(value: string): void {
  if (!URL.canParse(value)) throw new SettingError("must be a URL such as http://127.0.0.1:11434");
  const { protocol } = new URL(value);
  if (protocol !== "http:" && protocol !== "https:") throw new SettingError("must be an http or https URL");
}
