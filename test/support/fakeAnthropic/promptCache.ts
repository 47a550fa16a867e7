import { createHash } from "node:crypto";
import type { Json, MessagesBody } from "../messagesApi.ts";
import { promptOf, tokensOfBytes, type TokenCounts } from "./tokens.ts";

/** At a mark the server looks for what it has kept there, and at so many blocks before. */
const LOOK_BACK = 20;
/** A shorter beginning is not kept. */
const LEAST_TOKENS = 512;

/**
 * The prompt cache as the API documents it: a request is kept up to each of its marks, and another one that
 * begins with the same blocks reads it, if the end of what is kept stands at a mark or shortly before one.
 */
export class PromptCache {
  readonly #kept = new Set<string>();

  count(body: MessagesBody): Omit<TokenCounts, "output"> {
    const all = promptOf(body);
    const prefixes = prefixesOf(body);
    const last = prefixes.findLastIndex(({ control }) => control !== undefined);
    const cacheRead = Math.min(all, this.#longestKept(prefixes)?.tokens ?? 0);
    for (const { key, tokens, control } of prefixes)
      if (control !== undefined && tokens >= LEAST_TOKENS) this.#kept.add(key);
    const marked = prefixes[last];
    const reach = marked !== undefined && marked.tokens >= LEAST_TOKENS ? Math.min(marked.tokens, all) : 0;
    const written = Math.max(0, reach - cacheRead);
    const hour = marked?.control?.["ttl"] === "1h";
    return {
      input: all - cacheRead - written,
      cacheRead,
      cacheWrite5m: hour ? 0 : written,
      cacheWrite1h: hour ? written : 0,
    };
  }

  #longestKept(prefixes: readonly Prefix[]): Prefix | undefined {
    return prefixes.findLast(({ key }, index) => {
      const near = prefixes.slice(index, index + LOOK_BACK + 1);
      return this.#kept.has(key) && near.some(({ control }) => control !== undefined);
    });
  }
}

/** A request up to one of its blocks. */
interface Prefix {
  readonly key: string;
  readonly tokens: number;
  readonly control: Json | undefined;
}

/** In the order in which the API reads them: tools, system, messages. A mark is no part of what it marks. */
function prefixesOf(body: MessagesBody): readonly Prefix[] {
  const blocks: readonly Json[] = [
    ...(body.tools ?? []),
    ...(body.system ?? []),
    ...body.messages.flatMap(({ role, content }) => content.map((block) => ({ role, ...block }))),
  ];
  const hash = createHash("sha256").update(body.model);
  let bytes = 0;
  return blocks.map((block) => {
    const { cache_control: control, ...rest } = block;
    const text = JSON.stringify(rest);
    hash.update(text);
    bytes += Buffer.byteLength(text);
    return {
      key: hash.copy().digest("hex"),
      tokens: tokensOfBytes(bytes),
      control: control as Json | undefined,
    };
  });
}
