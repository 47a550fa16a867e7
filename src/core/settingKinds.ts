/** What a setting is, and the kinds that several are of. */

/** JSON Schema as a manifest's `configuration` takes it. */
export type Schema = Readonly<Record<string, unknown>>;

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

export function number(options: NumberOptions): SettingSpec<number> {
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

export function text(
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

export function flag(
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

export const headers = (description: string): SettingSpec<Readonly<Record<string, string>>> => ({
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

/** USD. Above it sums of nano-USD would lose their exactness. */
const HIGHEST_CAP = 1_000_000;

/** The stricter of two caps; null is none. */
const lowerCap = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** An amount in USD, or null for no cap. */
export function cap(options: {
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

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
