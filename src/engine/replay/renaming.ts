import { Ids } from "../../core/ids.ts";
import type { Clock, Random } from "../../core/ports.ts";

/**
 * The ids of a re-run. It mints its own, each of which is renamed to the recorded one that stands where it
 * appears first: two runs are the same when they differ in nothing but their ids' names.
 */
export class Renaming {
  readonly ids: Ids;
  readonly #minted = new Set<string>();
  readonly #recorded = new Map<string, string>();
  readonly #now = new Map<string, string>();

  constructor(clock: Clock) {
    const ids = new Ids(clock, counting());
    const noted =
      <T extends string>(mint: () => T) =>
      (): T => {
        const id = mint();
        this.#minted.add(id);
        return id;
      };
    this.ids = Object.assign(ids, {
      session: noted(ids.session),
      turn: noted(ids.turn),
      message: noted(ids.message),
      request: noted(ids.request),
      trace: noted(ids.trace),
      span: noted(ids.span),
    });
  }

  /** The recorded name of an id; itself where it has none. */
  recorded<T extends string>(id: T): T {
    return (this.#recorded.get(id) ?? id) as T;
  }

  /** What a recorded id is called in the re-run. */
  now<T extends string>(recorded: T): T {
    return (this.#now.get(recorded) ?? recorded) as T;
  }

  /** The value with its ids renamed; those that are new take the names at the same places of `recorded`. */
  apply(value: unknown, recorded: unknown): unknown {
    if (typeof value === "string") return this.#name(value, recorded);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      const others: readonly unknown[] = Array.isArray(recorded) ? recorded : [];
      return value.map((each, index) => this.apply(each, others[index]));
    }
    const renamed: Record<string, unknown> = {};
    for (const [key, each] of Object.entries(value)) {
      if (each !== undefined) renamed[key] = this.apply(each, field(recorded, key));
    }
    return renamed;
  }

  #name(value: string, recorded: unknown): string {
    if (!this.#minted.has(value)) return value;
    const known = this.#recorded.get(value);
    if (known !== undefined) return known;
    if (typeof recorded !== "string" || recorded.length !== value.length || this.#now.has(recorded))
      return value;
    this.#recorded.set(value, recorded);
    this.#now.set(recorded, value);
    return recorded;
  }
}

const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

/** Bytes that are never the same twice. */
function counting(): Random {
  let count = 0;
  return {
    bytes: (length) => {
      const bytes = new Uint8Array(length);
      let rest = ++count;
      for (let at = length - 1; at >= 0 && rest > 0; at--) {
        // An id takes five bits of a byte.
        bytes[at] = rest % 32;
        rest = Math.floor(rest / 32);
      }
      return bytes;
    },
    next: () => 0,
  };
}
